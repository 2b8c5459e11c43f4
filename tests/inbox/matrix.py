"""Every route of the pages, from the app itself, with addresses of rows that really exist.

A new page with something in its address gets its rows from `subjects`: a route whose address
cannot be made fails the tests.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from inbox import access
from tests import factories
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
    return {"task_id": factories.make_task(session, office.organization).id}


def reply(session: Session, office: Office) -> Values:
    """A saved reply of the office."""
    return {"reply_id": factories.make_saved_reply(session, office.organization).public_id}


SUBJECTS: dict[str, Callable[[Session, Office], Values]] = {
    "answers": conversation,
    "conversations": conversation,
    "media": file,
    "saved_replies": reply,
    "saved_replies.offered": conversation,
    "talk": conversation,
    "tasks": task,
}
"""By blueprint, or by endpoint where one of its routes is about something else."""


def routes(app: Flask, session: Session, office: Office) -> Iterator[Route]:
    """Every GET and POST under /inbox."""
    adapter = app.url_map.bind("crm.example.com")
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/inbox"):
            continue
        values = _values(session, office, rule.endpoint) if rule.arguments else {}
        path = adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            least = access.needed(app, rule.endpoint)
            yield Route(rule.endpoint, method, path, least, bool(rule.arguments))


def _values(session: Session, office: Office, endpoint: str) -> Values:
    make = SUBJECTS.get(endpoint) or SUBJECTS[endpoint.partition(".")[0]]
    return make(session, office)
