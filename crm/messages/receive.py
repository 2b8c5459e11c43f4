"""An inbound message: whose it is, which lead it belongs to, and the row that keeps it.

Called by the webhook, and again by whoever replays what the webhook could not digest. One
transaction; a repeat changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm import assignment, attachments, clients, consent_words, consents, leads, unanswered
from crm.messages import automatic
from crm.messages.thread import LOG_INBOUND, Thread, find_known
from crm.models import Client, Lead
from crm.provider import InboundMessage, NotAMessage
from crm.replies import act, reply, subject
from crm.replies.reply import Reply
from crm.replies.subject import Subject


class UnknownSender(Exception):
    """The message is for a number that is none of ours: only a person can say whose it is."""


@dataclass(frozen=True)
class Received:
    """What became of an inbound message."""

    communication_id: int | None
    """None: it was a repeat."""


def receive(session: Session, inbound: InboundMessage, now: datetime) -> Received:
    """Keep one inbound message and everything that follows from it; the caller commits.

    `now` is the instant it reached us (aware, UTC). Raises UnknownSender and NotAMessage.
    """
    said = reply.read(inbound)
    if _is_plain(inbound) and not said.matters:
        thread = find_known(session, inbound)
        if thread is not None:
            return Received(_log(session, thread, inbound, now, waits=True))
    return _receive_slowly(session, inbound, said, now)


def _is_plain(inbound: InboundMessage) -> bool:
    """Whether nothing follows from the message but its row and its counts."""
    return (
        not inbound.media
        and inbound.opt_out_type is None
        and consent_words.meaning(inbound.body) is None
    )


def _receive_slowly(
    session: Session, inbound: InboundMessage, said: Reply, now: datetime
) -> Received:
    """The whole way: find or make the client, their address, conversation and lead."""
    sender = clients.sender_of(session, inbound.sender_address)
    if sender is None:
        raise UnknownSender(f"{inbound.sender_address} is none of our senders")
    if clients.is_ours(session, inbound.client_address):
        raise NotAMessage("it comes from one of our own senders")
    clients.lock_identity(session, sender.organization_id, inbound)
    if _is_repeat(session, inbound.sid):
        return Received(None)
    client = clients.find_or_create(session, sender.organization_id, inbound, now)
    about = subject.of(session, client, said, now)
    conversation_id = _conversation(session, sender.id, client, inbound, now)
    meaning = _consent_meaning(inbound)
    lead, is_new = leads.for_message(
        session, client, inbound, now, booking=about.booking, may_open=meaning is None
    )
    thread = Thread(
        organization_id=client.organization_id,
        sender_id=sender.id,
        client_id=client.id,
        conversation_id=conversation_id,
        lead_id=lead.id if lead else None,
        booking_id=_booking_id(about, lead),
    )
    communication_id = _log(session, thread, inbound, now, waits=False)
    if communication_id is None:
        return Received(None)
    if client.kind == "client":
        assignment.give(session, conversation_id, lead, now)
    attachments.expect(session, thread.organization_id, communication_id, inbound.media, now)
    if meaning is not None:
        _note_consent(session, thread, communication_id, meaning, inbound, now)
    elif not (said.matters and act.act(session, thread, said, about, communication_id, now)):
        _await_person(session, thread, client, now, is_new=is_new)
    return Received(communication_id)


def _await_person(
    session: Session, thread: Thread, client: Client, now: datetime, *, is_new: bool
) -> None:
    """Nothing answered by itself: somebody must, and a new lead is welcomed meanwhile."""
    if client.kind == "client":
        unanswered.begin(session, thread.conversation_id, now)
    if is_new and not consents.is_opted_out(session, client.id):
        automatic.welcome(session, thread, now)


def _booking_id(about: Subject, lead: Lead | None) -> int | None:
    """The booking that the row names: what was pointed to, or whose lead it went to."""
    booking = about.booking
    if booking is None:
        return None
    own = lead is None or booking.lead_id == lead.id
    return booking.id if about.pointed or own else None


def _is_repeat(session: Session, sid: str) -> bool:
    found = session.execute(
        text("SELECT 1 FROM communications WHERE whatsapp_message_id = :sid"), {"sid": sid}
    )
    return found.first() is not None


_OPEN_CONVERSATION = text(
    """
    INSERT INTO conversations
        (organization_id, sender_id, address_id, client_id, last_message_at, created_at)
    SELECT a.organization_id, :sender_id, a.id, a.client_id, :now, :now
    FROM client_addresses a
    WHERE a.organization_id = :organization_id AND a.address = :address
    ON CONFLICT (sender_id, address_id) DO UPDATE SET client_id = EXCLUDED.client_id
    RETURNING id
    """
)


def _conversation(
    session: Session, sender_id: int, client: Client, inbound: InboundMessage, now: datetime
) -> int:
    """The pair's conversation, found or opened, and locked."""
    found = session.execute(
        _OPEN_CONVERSATION,
        {
            "sender_id": sender_id,
            "organization_id": client.organization_id,
            "address": inbound.client_address,
            "now": now,
        },
    )
    conversation_id: int = found.scalar_one()
    return conversation_id


def _log(
    session: Session, thread: Thread, inbound: InboundMessage, now: datetime, *, waits: bool
) -> int | None:
    """Write the row and its counts; None where the provider's id is already known.

    With `waits` the client waits for a person from now on, unless they did already.
    """
    first = inbound.media[0] if inbound.media else None
    row = session.execute(
        LOG_INBOUND,
        {
            "organization_id": thread.organization_id,
            "sender_id": thread.sender_id,
            "client_id": thread.client_id,
            "conversation_id": thread.conversation_id,
            "lead_id": thread.lead_id,
            "booking_id": thread.booking_id,
            "kind": inbound.kind,
            "body": inbound.body,
            "media_url": first.url if first else None,
            "media_type": first.content_type if first else None,
            "details": _details(inbound),
            "reply_to_sid": inbound.reply_to_sid,
            "sid": inbound.sid,
            "address": inbound.client_address,
            "external_id": inbound.external_id,
            "waits": waits,
            "now": now,
        },
    ).first()
    return None if row is None else row.id


def _details(inbound: InboundMessage) -> dict[str, object]:
    """What the message said beyond its columns; only what it really said."""
    said = {
        "button": _button(inbound),
        "referral": dict(inbound.referral or {}),
        "forwarded": inbound.forwarded,
        "reply_to_sid": inbound.reply_to_sid,
        "opt_out_type": inbound.opt_out_type,
    }
    return {**inbound.details, **{name: value for name, value in said.items() if value}}


def _button(inbound: InboundMessage) -> dict[str, str] | None:
    if inbound.kind != "button":
        return None
    return {"text": inbound.button_text or "", "payload": inbound.button_payload or ""}


def _consent_meaning(inbound: InboundMessage) -> str | None:
    """`opted_out`, `opted_in` or None; the provider's own reading comes first."""
    if inbound.opt_out_type is not None:
        return {"STOP": "opted_out", "START": "opted_in"}.get(inbound.opt_out_type)
    meaning = consent_words.meaning(inbound.body)
    return {"stop": "opted_out", "start": "opted_in", None: None}[meaning]


def _note_consent(
    session: Session,
    thread: Thread,
    communication_id: int,
    state: str,
    inbound: InboundMessage,
    now: datetime,
) -> None:
    """Write the consent; acknowledge it once, unless the provider has already answered."""
    answered = inbound.opt_out_type is not None
    changed = consents.record(
        session,
        thread.organization_id,
        thread.client_id,
        state,
        source="provider" if answered else "client_message",
        evidence=inbound.body,
        communication_id=communication_id,
        now=now,
    )
    if state == "opted_out":
        unanswered.end(session, thread.conversation_id, now)  # who may not be written to
    if changed and not answered:
        automatic.acknowledge(session, thread, state, communication_id, now)
