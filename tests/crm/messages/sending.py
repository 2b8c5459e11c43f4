"""Claiming as the drain does it, for the tests of what comes after."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from crm import senders
from crm.messages import claim
from crm.messages.claim import Claimed
from tests.factories import NOW

PUBLIC = "https://crm.example.com"


def take(
    session: Session, sender_id: int, now: datetime = NOW, owner: str = "drain", limit: int = 10
) -> list[Claimed]:
    """Hold the lease and claim what is due."""
    senders.take_lease(session, sender_id, owner, now)
    claimed = claim.claim(session, sender_id, owner, limit, PUBLIC, now)
    session.expire_all()
    return claimed


def take_one(session: Session, row: Any, now: datetime = NOW) -> Claimed:
    """Claim, and give back the claim of this row."""
    return next(one for one in take(session, row.sender_id, now) if one.id == row.id)
