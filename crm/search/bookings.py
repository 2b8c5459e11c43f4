"""Bookings by their code, whole or begun, however it is written; and those of clients found."""

import re
from collections.abc import Sequence

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import Session

from crm import booking_code
from crm.models import Booking, Client

SHOWN = 10

_BEGUN = re.compile(rf"([A-Z]{{3}})\s*-?\s*([{booking_code.SIGNS}]{{0,6}})")


def find(
    session: Session, organization_id: int, asked: str, client_ids: Sequence[int]
) -> list[tuple[Booking, Client]]:
    """Up to 10 bookings with their clients, the latest first."""
    code = code_begun(asked)
    # Between two bounds, as the index for prefixes has it.
    named = Booking.booking_code.like(f"{code}%") if code else false()
    rows = session.execute(
        select(Booking, Client)
        .join(Client, Client.id == Booking.client_id)
        .where(
            Booking.organization_id == organization_id,
            or_(named, and_(Booking.client_id.in_(client_ids))),
        )
        .order_by(Booking.id.desc())
        .limit(SHOWN)
    )
    return list(rows)


def code_begun(asked: str) -> str | None:
    """The code, or its beginning from the fourth sign on, as the database has it."""
    whole = booking_code.find(asked)
    if whole:
        return whole[0]
    found = _BEGUN.fullmatch(booking_code.folded(asked).strip())
    return f"{found[1]}-{found[2]}" if found and found[2] else None
