"""A currency of ISO 4217 with its exponent: how many digits an amount may have after the point."""

from sqlalchemy import CHAR, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base


class Currency(Base):
    """One currency; the database refuses amounts with more digits than `exponent`."""

    __tablename__ = "currencies"
    __table_args__ = (CheckConstraint("exponent BETWEEN 0 AND 3", name="exponent"),)

    code: Mapped[str] = mapped_column(CHAR(3), primary_key=True)
    exponent: Mapped[int]
