"""A booking's page: the link its client holds. Whoever has the token may read and pay.

One live link a booking; revoking it ends every address that was given out, and the next
message carries a new one.
"""

import secrets
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.models import Booking, ClientLink

TOKEN_BYTES = 16


def token_of(session: Session, booking: Booking, now: datetime) -> str:
    """The token of the booking's live link, made if there is none."""
    session.execute(
        insert(ClientLink)
        .values(
            organization_id=booking.organization_id,
            booking_id=booking.id,
            token=secrets.token_urlsafe(TOKEN_BYTES),
            created_at=now,
        )
        .on_conflict_do_nothing(
            index_elements=["booking_id"], index_where=ClientLink.revoked_at.is_(None)
        )
    )
    return session.scalars(
        select(ClientLink.token).where(
            ClientLink.booking_id == booking.id, ClientLink.revoked_at.is_(None)
        )
    ).one()


def find(session: Session, token: str) -> Booking | None:
    """The booking of a live link; None for unknown and revoked ones alike."""
    return session.scalar(
        select(Booking)
        .join(ClientLink, ClientLink.booking_id == Booking.id)
        .where(ClientLink.token == token, ClientLink.revoked_at.is_(None))
    )


def revoke(session: Session, booking: Booking, now: datetime) -> bool:
    """End the booking's live link; says whether there was one."""
    done = session.execute(
        update(ClientLink)
        .where(ClientLink.booking_id == booking.id, ClientLink.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(ClientLink.id)
    )
    return done.first() is not None
