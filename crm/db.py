"""What tables share: the declarative base, key and time columns, the nudge to the workers."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import (
    CHAR,
    BigInteger,
    DateTime,
    ForeignKey,
    Identity,
    MetaData,
    Numeric,
    Uuid as SqlUuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column

WORK_CHANNEL = "dreamland_work"
"""The LISTEN/NOTIFY channel on which new work is announced; only a nudge, the row is the fact."""

LIVE_CHANNEL = "dreamland_live"
"""The channel on which triggers name what has changed, for the pages that show it."""

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Key = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
PublicId = Annotated[
    UUID, mapped_column(SqlUuid, unique=True, server_default=text("gen_random_uuid()"))
]
Instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]
CreatedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]
Json = Annotated[dict[str, Any], mapped_column(JSONB, server_default=text("'{}'::jsonb"))]
Amount = Annotated[Decimal, mapped_column(Numeric(18, 3))]
"""Money, always beside its currency; a trigger refuses more digits than the currency has."""
CurrencyCode = Annotated[str, mapped_column(CHAR(3), ForeignKey("currencies.code"))]
Organization = Annotated[int, mapped_column(ForeignKey("organizations.id"))]


class Base(DeclarativeBase):
    """The declarative base of every table."""

    metadata = MetaData(naming_convention=NAMES)


def one_of(column: str, *words: str) -> str:
    """The text of a CHECK that holds `column` to a list of words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return f"{column} IN ({listed})"


def nudge(session: Session) -> None:
    """Tell the workers at commit that a row of work was written. Losing it costs a second."""
    session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": WORK_CHANNEL})
