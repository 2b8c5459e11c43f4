"""Parting two clients again: what moved goes back, and what came since goes with its address.

A message belongs to the address it was sent to, a lead to the conversation in which it began, a
booking to its lead. What cannot be told apart so refuses the undo, with the reason.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from crm import leads, phone
from crm.errors import NotFound, StepRefused
from crm.merging import fields, lead_choice, pair
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
from crm.models.lead import OPEN


def find(session: Session, organization_id: int, public_id: UUID) -> ClientMerge:
    """The merge of an address. Raises NotFound."""
    found = session.scalar(
        select(ClientMerge).where(
            ClientMerge.public_id == public_id, ClientMerge.organization_id == organization_id
        )
    )
    if found is None:
        raise NotFound("There is no such merge.")
    return found


def undo(session: Session, merge: ClientMerge, user: User, now: datetime) -> Pair:
    """Part the two. Raises StepRefused, saying what came in between."""
    two = pair.locked(
        session, session.get_one(Client, merge.kept_id), session.get_one(Client, merge.merged_id)
    )
    session.refresh(merge, with_for_update=True)
    _require_possible(session, merge, two)
    _give_back(session, ClientAddress, two.merged, ClientAddress.id.in_(merge.moved["addresses"]))
    talks = _talks(session, merge)
    _give_back(session, Conversation, two.merged, Conversation.id.in_(talks))
    _part_leads(session, two, merge, _leads(session, merge, talks))
    _part_the_rest(session, two, merge, talks)
    _restore(session, two, merge, now)
    for client in (two.kept, two.merged):
        lead_choice.count_unread(session, client)
    merge.undone_at, merge.undone_by = now, user.id
    session.flush()
    session.expire_all()  # whole tables were written past the objects
    return two


def _require_possible(session: Session, merge: ClientMerge, two: Pair) -> None:
    if merge.undone_at is not None:
        raise StepRefused("This merge was undone already.")
    if two.kept.merged_into_id is not None:
        raise StepRefused(
            "%(name)s was merged into another client since: undo that first.", name=two.kept.name
        )
    later = session.scalar(
        select(Client)
        .join(ClientMerge, ClientMerge.merged_id == Client.id)
        .where(
            ClientMerge.kept_id == two.kept.id,
            ClientMerge.undone_at.is_(None),
            ClientMerge.id > merge.id,
        )
    )
    if later is not None:
        raise StepRefused("%(name)s was merged with them later: undo that first.", name=later.name)
    _require_number(session, merge, two)


def _require_number(session: Session, merge: ClientMerge, two: Pair) -> None:
    """The number that goes back is still nobody else's."""
    number = merge.moved["phone"]
    if number is None:
        return
    holder = session.scalar(
        select(Client).where(
            Client.organization_id == merge.organization_id,
            Client.phone.in_(phone.spellings(number)),
        )
    )
    lent = merge.moved["taken"].get("phone", {}).get("after") == number
    if holder is not None and not (lent and holder.id == two.kept.id):
        raise StepRefused(
            "%(phone)s is %(name)s's number now. Change that first.",
            phone=phone.display(number),
            name=holder.name,
        )


def _talks(session: Session, merge: ClientMerge) -> list[int]:
    """The conversations that go back: those that moved, and whatever was opened since with
    one of the addresses."""
    moved = Conversation.id.in_(merge.moved["conversations"])
    since = Conversation.address_id.in_(merge.moved["addresses"])
    return list(session.scalars(select(Conversation.id).where(or_(moved, since))))


def _leads(session: Session, merge: ClientMerge, talks: list[int]) -> set[int]:
    """The leads that go back: those that moved, and those that began since in a conversation
    that does."""
    first = (
        select(Communication.lead_id, func.min(Communication.id).label("id"))
        .join(Lead, Lead.id == Communication.lead_id)
        .where(Lead.client_id == merge.kept_id, Lead.created_at >= merge.merged_at)
        .group_by(Communication.lead_id)
        .subquery()
    )
    began = session.scalars(
        select(first.c.lead_id)
        .join(Communication, Communication.id == first.c.id)
        .where(Communication.conversation_id.in_(talks))
    )
    return {*merge.moved["leads"], *began}


def _part_leads(session: Session, two: Pair, merge: ClientMerge, going: set[int]) -> None:
    """The leads go back, and the one that was closed by the merge is open again."""
    closed = merge.moved["closed_lead"] or {"id": None}
    rows = session.scalars(select(Lead).where(Lead.client_id == two.kept.id)).all()
    again = [one for one in rows if one.id == closed["id"] and one.lost_reason == leads.MERGED]
    for client, theirs in ((two.merged, True), (two.kept, False)):
        mine = [one for one in rows if (one.id in going) is theirs]
        if sum(one.status in OPEN or one in again for one in mine) > 1:
            raise StepRefused(
                "%(name)s would have two open leads then: one was opened since. Close it first.",
                name=client.name,
            )
    _give_back(session, Lead, two.merged, Lead.id.in_(going))
    for one in again:
        one.status, one.lost_at, one.lost_reason = closed["status"], None, None
    session.flush()


def _part_the_rest(session: Session, two: Pair, merge: ClientMerge, talks: list[int]) -> None:
    """Messages follow their conversations, bookings their leads, statements their evidence."""
    moved, kept, merged = merge.moved, two.kept, two.merged
    of_theirs = select(Lead.id).where(Lead.client_id == merged.id)
    said = select(Communication.id).where(Communication.conversation_id.in_(talks))
    for model, chosen in (
        (Booking, Booking.id.in_(moved["bookings"]) | Booking.lead_id.in_(of_theirs)),
        (BookingParticipant, BookingParticipant.id.in_(moved["participants"])),
        (
            ClientConsent,
            ClientConsent.id.in_([*moved["consents"], *moved["repeated"]])
            | (ClientConsent.client_id == kept.id)
            & ClientConsent.evidence_communication_id.in_(said),
        ),
        (Communication, Communication.conversation_id.in_(talks)),
    ):
        _give_back(session, model, merged, chosen)
    for client, other in ((kept, merged), (merged, kept)):
        _name_own_lead(session, client, other)


def _name_own_lead(session: Session, client: Client, other: Client) -> None:
    """Messages that came while the two were one may name the other's lead: they name their own."""
    own = leads.open_of(session, client.id)
    session.execute(
        update(Communication)
        .where(
            Communication.client_id == client.id,
            Communication.lead_id.in_(select(Lead.id).where(Lead.client_id == other.id)),
        )
        .values(lead_id=own.id if own else None)
        .execution_options(synchronize_session=False)
    )


def _restore(session: Session, two: Pair, merge: ClientMerge, now: datetime) -> None:
    """The two rows as they were, but for what somebody changed since."""
    moved, kept, merged = merge.moved, two.kept, two.merged
    fields.restore(kept, moved["taken"])
    kept.tags = [tag for tag in kept.tags if tag not in moved["tags"]]
    kept.updated_at = now
    session.flush()  # a number is one client's at any moment
    merged.merged_into_id, merged.phone, merged.updated_at = None, moved["phone"], now
    session.flush()


def _give_back(session: Session, model: Any, client: Client, chosen: ColumnElement[bool]) -> None:
    session.execute(
        update(model)
        .where(chosen)
        .values(client_id=client.id)
        .execution_options(synchronize_session=False)
    )
