"""Who is at the desk: every address under /inbox needs a signed-in agent, but for signing in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Flask, Response, abort, g, make_response, redirect, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

import now
import runtime
from crm import users
from crm.models import Organization, User
from pages import forms, languages

PREFIX = "/inbox"
OPEN = ("sign_in.form", "sign_in.enter")
"""What a stranger may ask for."""

ROLES = ("agent", "manager", "admin")


@dataclass(frozen=True)
class Desk:
    """What a view works with: who asks, when, and the database."""

    session: Session
    user: User
    organization: Organization
    now: datetime


def register(app: Flask) -> None:
    """Guard everything under /inbox; nothing outside it is touched (webhooks have signatures)."""
    app.before_request(_guard)
    app.teardown_request(_close)


def desk() -> Desk:
    """The desk of the request at hand."""
    found: Desk = g.desk
    return found


def signed_in() -> bool:
    """Somebody is."""
    return "desk" in g


def database() -> Session:
    """The request's one session with the database."""
    if "database" not in g:
        g.database = runtime.current().sessions()
    found: Session = g.database
    return found


def remember(user: User) -> None:
    """Begin a session for the user, anew, so that nothing of an older one lives on."""
    session.clear()
    session.permanent = True
    session["user"] = str(user.public_id)
    session["mark"] = users.fingerprint(user)


def forget() -> None:
    """End the session in this browser."""
    session.clear()


def _guard() -> AnyResponse | None:
    if not (request.path + "/").startswith(PREFIX + "/"):
        return None
    user = _user()
    if user is not None:
        organization = database().get_one(Organization, user.organization_id)
        g.desk = Desk(database(), user, organization, now.utc())
        languages.read_by(user.preferred_language, organization.timezone)
    elif request.endpoint not in OPEN:
        return _to_sign_in()
    forms.protect()
    if user is not None and user.role not in ROLES and request.endpoint != "sign_in.leave":
        abort(403)
    return None


def _user() -> User | None:
    try:
        public_id = UUID(session["user"])
    except (KeyError, TypeError, ValueError):
        return None
    return users.signed_in(database(), public_id, session.get("mark", ""))


def _to_sign_in() -> AnyResponse:
    """A page is redirected; a fragment cannot be, so its page is told to go."""
    if "HX-Request" in request.headers:
        gone: Response = make_response("", 401)
        gone.headers["HX-Redirect"] = url_for("sign_in.form")
        return gone
    target = request.path if request.method == "GET" else None
    return redirect(url_for("sign_in.form", next=target), 303)


def _close(_problem: BaseException | None) -> None:
    found: Session | None = g.pop("database", None)
    if found is not None:
        found.close()
