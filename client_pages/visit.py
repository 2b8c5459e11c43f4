"""A visit: somebody opened a booking's link. Whoever has the token may read and pay."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort, g, request, url_for
from sqlalchemy import text
from sqlalchemy.orm import Session

import now
import runtime
from crm import booking_card, links
from crm.booking_card import Card
from crm.files import FileStore
from pages import languages

READ_ONLY = text("SET TRANSACTION READ ONLY")
"""So that looking changes nothing, whoever looks: previews of links are made by robots."""


@dataclass(frozen=True)
class Visit:
    """What a view works with."""

    session: Session
    card: Card
    token: str
    now: datetime


def begin(token: str) -> Visit:
    """Open the link; 404 for unknown and revoked ones alike. Pages are in the client's language."""
    session = database()
    booking = links.find(session, token)
    if booking is None:
        abort(404)
    card = booking_card.read(session, booking)
    languages.read_by(card.language, card.zone)
    return Visit(session, card, token, now.utc())


def database() -> Session:
    """The request's one session with the database."""
    if "visit_database" not in g:
        g.visit_database = runtime.current().sessions()
        if request.method != "POST":
            g.visit_database.execute(READ_ONLY)
    found: Session = g.visit_database
    return found


def store() -> FileStore:
    """Where receipts and logos are kept."""
    return FileStore(runtime.current().settings.media_dir)


def address(endpoint: str, **values: object) -> str:
    """Where another page of the same link is; a language that was asked for stays."""
    asked = request.args.get("lang")
    if asked in languages.LANGUAGES:
        values.setdefault("lang", asked)
    token = (request.view_args or {}).get("token")
    return url_for(endpoint, **{"token": token, **values})  # type: ignore[arg-type]


def close(_problem: BaseException | None) -> None:
    """Give the session back; what was not committed is undone."""
    found: Session | None = g.pop("visit_database", None)
    if found is not None:
        found.close()


def seal(response: Response) -> Response:
    """An address that is a secret: kept nowhere, found by no search, told to no other site."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
