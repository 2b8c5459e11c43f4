"""Every route of the pages, from the app itself, with addresses of rows that really exist.

A new page with something in its address gets its rows from `subjects`: a route whose address
cannot be made fails the tests.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy.orm import Session

from crm import invites, user_sessions
from crm.merging import merge
from crm.models import Statement
from inbox import access
from tests import factories
from tests.booking_factories import make_booking, make_departure, make_tour
from tests.inbox.offices import Office

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Route:
    """One method and address, and who may ask for it."""

    endpoint: str
    method: str
    path: str
    needs: str | None
    names_a_row: bool


def conversation(session: Session, office: Office) -> Values:
    """The office's conversation, with one message of it."""
    message = factories.make_communication(session, office.conversation)
    return {"public_id": office.conversation.public_id, "message_id": message.public_id}


def file(session: Session, office: Office) -> Values:
    """A file of a message in it."""
    message = factories.make_communication(session, office.conversation)
    return {"public_id": factories.make_attachment(session, message).public_id}


def task(session: Session, office: Office) -> Values:
    """An open task of the office."""
    made = factories.make_task(session, office.organization, kind="unknown_outcome")
    return {"task_id": made.id, "verb": "not-sent"}


def reply(session: Session, office: Office) -> Values:
    """A saved reply of the office."""
    return {"reply_id": factories.make_saved_reply(session, office.organization).public_id}


def template(session: Session, office: Office) -> Values:
    """A template of the office."""
    return {"template_id": factories.make_template(session, office.organization).id}


def booking(session: Session, office: Office) -> Values:
    """A booking of the office's client; its steps and verbs are in the address."""
    row = make_booking(session, office.client)
    what = {"what": "cancel", "verb": "skip"}
    return {"public_id": row.public_id, "document": uuid4(), **what}


def decided(session: Session, office: Office) -> Values:
    """The same, for what a manager decides."""
    return {**booking(session, office), "what": "confirm"}


def statement(session: Session, office: Office) -> Values:
    """A statement that was uploaded."""
    row = Statement(
        organization_id=office.organization.id,
        name="kaspi.csv",
        content=b"Date;Amount",
        currency="KZT",
        method="kaspi",
        uploaded_by=office.agent.id,
        uploaded_at=factories.NOW,
    )
    session.add(row)
    session.flush()
    return {"public_id": row.public_id}


def section(session: Session, office: Office) -> Values:
    """A section of the reports, which everybody has their own of."""
    return {"section": "money"}


def tour(session: Session, office: Office) -> Values:
    """A tour of the office."""
    return {"public_id": make_tour(session, office.organization, name=f"Tour {uuid4()}").public_id}


def departure(session: Session, office: Office) -> Values:
    """A departure of one, long before now: nothing of the real clock depends on it."""
    made = make_tour(session, office.organization, name=f"Tour {uuid4()}")
    return {"public_id": make_departure(session, made).public_id}


def member(session: Session, office: Office) -> Values:
    """Somebody of the team, and a link that waits for somebody else."""
    user = factories.make_user(session, office.organization)
    made, _ = invites.invite(session, user, f"{uuid4()}@example.com", "agent", None, factories.NOW)
    return {"user_id": user.public_id, "invite_id": made.public_id}


def signed_in(session: Session, office: Office) -> Values:
    """A browser in which a user of the office is signed in."""
    user = factories.make_user(session, office.organization)
    user_sessions.open_for(session, user, "Firefox", factories.NOW)
    (made,) = user_sessions.of_user(session, user, factories.NOW)
    return {"session_id": made.public_id}


def sender(session: Session, office: Office) -> Values:
    """A number of the office."""
    return {"sender_id": factories.make_sender(session, office.organization).id}


def link(session: Session, office: Office) -> Values:
    """A link that opens nothing."""
    return {"token": "x"}


def client(session: Session, office: Office) -> Values:
    """The office's client."""
    return {"public_id": office.client.public_id}


def merged(session: Session, office: Office) -> Values:
    """A merge of somebody else into the office's client."""
    other = factories.make_client(session, office.organization)
    row = merge.merge(session, office.client, other, office.agent, factories.NOW)
    return {"public_id": row.public_id}


def lead(session: Session, office: Office) -> Values:
    """Their lead."""
    return {"public_id": office.lead.public_id}


SUBJECTS: dict[str, Callable[[Session, Office], Values]] = {
    "account": signed_in,
    "answers": conversation,
    "booking_asks": booking,
    "booking_parts": booking,
    "booking_parts.link": lambda session, office: {**booking(session, office), "verb": "make"},
    "booking_parts.person_verb": lambda session, office: {
        **booking(session, office),
        "verb": "lead",
    },
    "booking_reminders": booking,
    "booking_steps": booking,
    "booking_steps.decide": decided,
    "booking_steps.settle_refund": lambda session, office: {
        **booking(session, office),
        "what": "sent",
    },
    "bookings": booking,
    "calling_off": departure,
    "clients": client,
    "conversations": conversation,
    "departure_edits": departure,
    "departures": departure,
    "drafts": conversation,
    "guide": departure,
    "joining": link,
    "leads": lead,
    "media": file,
    "quoting": conversation,
    "selling": conversation,
    "statements": statement,
    "merges.join": client,
    "merges.part": merged,
    "merges.preview": client,
    "merges.undo_form": merged,
    "money_deeds": task,
    "moving": departure,
    "numbers": sender,
    "outreach": client,
    "pipeline": lead,
    "reports": section,
    "saved_replies": reply,
    "saved_replies.offered": conversation,
    "talk": conversation,
    "task_deeds": task,
    "tasks": task,
    "team": member,
    "templates": template,
    "tours": tour,
}
"""By blueprint, or by endpoint where one of its routes is about something else."""

EVERYBODYS = ("reports.table",)
"""Routes whose address names no row: each organization has its own behind the same one."""


def routes(app: Flask, session: Session, office: Office) -> Iterator[Route]:
    """Every GET and POST under /inbox; routes about one noun share its row."""
    adapter = app.url_map.bind("crm.example.com")
    made: dict[Callable[[Session, Office], Values], Values] = {}
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/inbox"):
            continue
        values: Values = {}
        if rule.arguments:
            make = SUBJECTS.get(rule.endpoint) or SUBJECTS[rule.endpoint.partition(".")[0]]
            values = made[make] = made.get(make) or make(session, office)
        path = adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            least = access.needed(app, rule.endpoint)
            row = bool(rule.arguments) and rule.endpoint not in EVERYBODYS
            yield Route(rule.endpoint, method, path, least, row)
