"""The merge: everything of one client becomes another's, and what moved is written down.

Conversations move and join no windows: each keeps its own pair of numbers. The client who was
merged away stays as a row without a number that leads to the other.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.errors import StepRefused, ValueRefused
from crm.merging import consent_choice, fields, lead_choice, pair
from crm.merging.pair import Pair
from crm.models import (
    Booking,
    BookingParticipant,
    Client,
    ClientAddress,
    ClientConsent,
    ClientMerge,
    Communication,
    Conversation,
    Lead,
    User,
)

MOVED = {
    "addresses": ClientAddress,
    "conversations": Conversation,
    "leads": Lead,
    "bookings": Booking,
    "participants": BookingParticipant,
    "consents": ClientConsent,
}
"""What belongs to a client, by its name in the record. Messages follow their conversations."""


def require(kept: Client, merged: Client) -> None:
    """Raise where the two cannot be one person. Both are of one organization."""
    if kept.id == merged.id:
        raise ValueRefused("That is the same client. Choose another.")
    if "internal" in (kept.kind, merged.kind):
        raise ValueRefused("One of them is of the team. Guides and colleagues are not merged.")
    for one in (kept, merged):
        if one.merged_into_id is not None:
            raise StepRefused("%(name)s was merged meanwhile. Open the page again.", name=one.name)


def merge(session: Session, kept: Client, merged: Client, user: User, now: datetime) -> ClientMerge:
    """Make them one. Raises ValueRefused and StepRefused."""
    require(kept, merged)
    two = pair.locked(session, kept, merged)
    require(kept, merged)
    row = ClientMerge(
        organization_id=kept.organization_id,
        kept_id=kept.id,
        merged_id=merged.id,
        moved=_move(session, two, now),
        merged_by=user.id,
        merged_at=now,
    )
    session.add(row)
    session.flush()
    session.expire_all()  # whole tables were written past the objects
    return row


def _move(session: Session, two: Pair, now: datetime) -> dict[str, Any]:
    """Move everything, and say what it was."""
    kept, merged = two.kept, two.merged
    _keep_number(session, merged, now)
    repeated = consent_choice.to_repeat(session, two)
    whose = [(said, "merged" if said.client_id == merged.id else "kept") for said in repeated]
    closed = _close_one(session, two, now)
    moved: dict[str, Any] = {
        name: list(_give(session, model, merged, kept)) for name, model in MOVED.items()
    }
    session.execute(
        update(Communication).where(Communication.client_id == merged.id).values(client_id=kept.id)
    )
    again = [(consent_choice.repeat(session, said, kept).id, owner) for said, owner in whose]
    lead_choice.count_unread(session, kept)
    return moved | {
        "closed_lead": closed,
        "repeated": [consent_id for consent_id, owner in again if owner == "merged"],
        **_join(session, two, now),
    }


def _keep_number(session: Session, merged: Client, now: datetime) -> None:
    """The number they are called by is an address from now on: it finds the other one."""
    if merged.phone is None:
        return
    session.execute(
        insert(ClientAddress)
        .values(
            organization_id=merged.organization_id,
            client_id=merged.id,
            address=f"whatsapp:{merged.phone}",
            first_seen_at=now,
            last_seen_at=now,
        )
        .on_conflict_do_nothing(index_elements=["organization_id", "address"])
    )


def _close_one(session: Session, two: Pair, now: datetime) -> dict[str, Any] | None:
    """Of two open leads one is closed, before they are one client's."""
    chosen = lead_choice.closing(session, two)
    if chosen is None:
        return None
    lead, other = chosen
    noted = {"id": lead.id, "status": lead.status}
    if lead.last_message_at is not None:
        other.last_message_at = max(
            other.last_message_at or lead.last_message_at, lead.last_message_at
        )
    lead_choice.close(lead, now)
    session.flush()
    return noted


def _give(session: Session, model: Any, giver: Client, taker: Client) -> Sequence[int]:
    """Everything of a kind that is one client's becomes another's; the ids."""
    mine: Sequence[int] = session.scalars(
        select(model.id).where(model.client_id == giver.id).order_by(model.id)
    ).all()
    session.execute(update(model).where(model.id.in_(mine)).values(client_id=taker.id))
    return mine


def _join(session: Session, two: Pair, now: datetime) -> dict[str, Any]:
    """The two rows: one takes what it lacks, the other leads to it and has no number."""
    kept, merged = two.kept, two.merged
    values, tags, number = fields.taken(two), fields.added_tags(two), merged.phone
    merged.merged_into_id, merged.phone, merged.updated_at = kept.id, None, now
    session.flush()  # a number is one client's at any moment
    noted = fields.changed(kept, values)
    kept.tags, kept.updated_at = sorted([*kept.tags, *tags], key=str.casefold), now
    session.flush()
    return {"phone": number, "taken": noted, "tags": tags}
