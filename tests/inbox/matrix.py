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

from crm.merging import merge
from inbox import access
from tests import factories
from tests.booking_factories import make_departure, make_tour
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
    "answers": conversation,
    "calling_off": departure,
    "clients": client,
    "conversations": conversation,
    "departure_edits": departure,
    "departures": departure,
    "drafts": conversation,
    "guide": departure,
    "leads": lead,
    "media": file,
    "merges.join": client,
    "merges.part": merged,
    "merges.preview": client,
    "merges.undo_form": merged,
    "money_deeds": task,
    "moving": departure,
    "outreach": client,
    "pipeline": lead,
    "reports": section,
    "saved_replies": reply,
    "saved_replies.offered": conversation,
    "talk": conversation,
    "task_deeds": task,
    "tasks": task,
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
