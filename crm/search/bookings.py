"""Bookings by their code, whole or begun, however it is written; and those of clients found."""

import re
from collections.abc import Sequence

from sqlalchemy import false, select
from sqlalchemy.orm import Session

from crm import booking_code
from crm.models import Booking, Client
from crm.search import prefixes

SHOWN = 10

_BEGUN = re.compile(rf"([A-Z]{{3}})\s*-?\s*([{booking_code.SIGNS}]{{0,6}})")


def find(
    session: Session, organization_id: int, asked: str, client_ids: Sequence[int]
) -> list[tuple[Booking, Client]]:
    """Up to 10 bookings with their clients: first by the code, then of those clients."""
    code = code_begun(asked)
    ours = (
        select(Booking, Client)
        .join(Client, Client.id == Booking.client_id)
        .where(Booking.organization_id == organization_id)
        .order_by(Booking.id.desc())
        .limit(SHOWN)
    )
    found: dict[int, tuple[Booking, Client]] = {}
    named = prefixes.begins(Booking.booking_code, code) if code else false()
    for query in (ours.where(named), ours.where(Booking.client_id.in_(client_ids))):
        for booking, client in session.execute(query):
            found.setdefault(booking.id, (booking, client))
    return list(found.values())[:SHOWN]


def code_begun(asked: str) -> str | None:
    """The code, or its beginning from the fourth sign on, as the database has it."""
    whole = booking_code.find(asked)
    if whole:
        return whole[0]
    found = _BEGUN.fullmatch(booking_code.folded(asked).strip())
    return f"{found[1]}-{found[2]}" if found and found[2] else None
