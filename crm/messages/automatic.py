"""Automatic messages: which ones there are, when they are queued, and their values when sent.

A row names only its template. Language and values are found when it is sent, so they are
true then.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm import hours
from crm.db import nudge
from crm.messages import address
from crm.messages.thread import Thread
from crm.models import Booking, Communication, Organization
from templates_whatsapp import words

WELCOME = "welcome"
WELCOME_AFTER_HOURS = "welcome_after_hours"
ACKNOWLEDGEMENTS = {"opted_out": "opt_out_ack", "opted_in": "opt_in_ack"}

EVEN_IF_OPTED_OUT = frozenset({"opt_out_ack"})
"""The one message that may follow a STOP: that it was heard."""


@dataclass(frozen=True)
class Situation:
    """What the values of an automatic message are made from, as it is when it is sent."""

    organization: Organization
    client_name: str
    name_is_placeholder: bool
    privacy_url: str
    language: str
    now: datetime


@dataclass(frozen=True)
class Occasion:
    """Why and when a message goes, beyond its template: read again when it is sent."""

    booking_id: int | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    """Ids of what it speaks of; see crm.models.communication."""
    not_before: datetime | None = None
    answers_at: datetime | None = None
    """When the client did what it answers: for a while it may go at any hour."""


AT_ONCE = Occasion()


def welcome(session: Session, thread: Thread, now: datetime) -> None:
    """Queue the answer to a newly opened lead, once per lead; at night its after-hours form."""
    organization = session.get_one(Organization, thread.organization_id)
    is_open = hours.is_open(organization.working_hours, organization.timezone, now)
    name = WELCOME if is_open else WELCOME_AFTER_HOURS
    queue(session, thread, name, f"welcome:{thread.lead_id}", now)


def acknowledge(
    session: Session, thread: Thread, state: str, communication_id: int, now: datetime
) -> None:
    """Queue the one acknowledgement of a STOP or START."""
    queue(session, thread, ACKNOWLEDGEMENTS[state], f"consent:{communication_id}", now)


def queue(
    session: Session,
    thread: Thread,
    template_name: str,
    dedupe_key: str,
    now: datetime,
    *,
    occasion: Occasion = AT_ONCE,
    retry_of: int | None = None,
) -> int | None:
    """Write the order to send an automatic message; a second one of the same key is none.

    A retry goes by its approved template, whatever the window seems to say.
    """
    created: int | None = session.scalar(
        insert(Communication)
        .values(
            **asdict(replace(thread, booking_id=occasion.booking_id)),
            direction="outbound",
            author="system",
            kind="template",
            template_name=template_name,
            template_only=retry_of is not None,
            retry_of=retry_of,
            whatsapp_status="queued",
            dedupe_key=dedupe_key,
            about=dict(occasion.about),
            answers_at=occasion.answers_at,
            not_before=occasion.not_before or now,
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
        .returning(Communication.id)
    )
    nudge(session)
    return created


def queue_for_booking(
    session: Session,
    booking: Booking,
    template_name: str,
    dedupe_key: str,
    now: datetime,
    *,
    not_before: datetime | None = None,
    about: Mapping[str, Any] | None = None,
    answers_at: datetime | None = None,
) -> int | None:
    """Queue a message about a booking to its client; None where WhatsApp cannot reach them, or
    where it is queued already."""
    thread = address.of_booking(session, booking, now)
    if thread is None:
        return None
    occasion = Occasion(booking.id, about or {}, not_before, answers_at)
    return queue(session, thread, template_name, dedupe_key, now, occasion=occasion)


def queue_again(session: Session, row: Communication, dedupe_key: str, now: datetime) -> int | None:
    """Queue an automatic message once more, in a row of its own that stands in place of `row`."""
    thread = Thread(
        organization_id=row.organization_id,
        sender_id=row.sender_id,
        client_id=row.client_id,
        conversation_id=row.conversation_id,
        lead_id=row.lead_id,
    )
    assert row.template_name is not None  # noqa: S101  (automatic messages are templates)
    occasion = Occasion(row.booking_id, row.about, None, row.answers_at)
    name = row.template_name
    return queue(session, thread, name, dedupe_key, now, occasion=occasion, retry_of=row.id)


def form_now(template_name: str, organization: Organization, now: datetime) -> str:
    """The template to use at this moment: a welcome that was held up until the doors opened
    no longer says that they are closed, nor one held up at night that we answer soon."""
    if template_name not in (WELCOME, WELCOME_AFTER_HOURS):
        return template_name
    is_open = hours.is_open(organization.working_hours, organization.timezone, now)
    return WELCOME if is_open else WELCOME_AFTER_HOURS


def values(names: Sequence[str], situation: Situation) -> dict[str, str]:
    """The values of an automatic template's variables, by name; unknown names have none."""
    return {name: _MAKERS[name](situation) for name in names if name in _MAKERS}


def _client_name(situation: Situation) -> str:
    if situation.name_is_placeholder:
        return words.say("guest", situation.language)
    return situation.client_name


def _reply_time(situation: Situation) -> str:
    organization = situation.organization
    opening = hours.next_opening(organization.working_hours, organization.timezone, situation.now)
    return hours.opening_text(opening, situation.now, organization.timezone, situation.language)


_MAKERS: Mapping[str, Callable[[Situation], str]] = {
    "client_name": _client_name,
    "org_name": lambda situation: situation.organization.name,
    "privacy_url": lambda situation: situation.privacy_url,
    "reply_time": _reply_time,
}
