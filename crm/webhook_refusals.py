"""Webhooks without a valid signature: counted, and the last of each origin kept to be shown."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.models import WebhookRefusal

LONGEST = 500


def note(
    session: Session,
    origin: str,
    count: int,
    expected: str,
    signed: str | None,
    now: datetime,
) -> None:
    """Count refused requests, of which the last was this one.

    `origin`: `provider` where it was signed with our token for the address `signed`, `probe`
    for our own test, else `stranger`.
    """
    made = insert(WebhookRefusal).values(
        origin=origin,
        count=count,
        last_at=now,
        expected_address=_plain(expected),
        signed_address=_plain(signed) if signed else None,
    )
    session.execute(
        made.on_conflict_do_update(
            index_elements=["origin"],
            set_={
                "count": WebhookRefusal.count + made.excluded.count,
                "last_at": made.excluded.last_at,
                "expected_address": made.excluded.expected_address,
                "signed_address": made.excluded.signed_address,
            },
        )
    )


def last(session: Session, origin: str) -> WebhookRefusal | None:
    """The last refused request of an origin."""
    return session.scalar(
        select(WebhookRefusal)
        .where(WebhookRefusal.origin == origin)
        .execution_options(populate_existing=True)
    )


def _plain(address: str) -> str:
    """What a text column takes; the query is whatever somebody sent."""
    clean = address.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return clean[:LONGEST]
