"""Who is at the desk: every address under /inbox needs a signed-in user, and says of which role."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    request,
    session,
    url_for,
)
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

import now
import runtime
from crm import user_sessions
from crm.models import Organization, User
from crm.user_sessions import Opened
from pages import forms, languages

PREFIX = "/inbox"
OPEN = "stranger"
"""What may be asked for before signing in."""

LARGEST_FORM = 17 * 1024 * 1024
"""Bytes: the largest file that WhatsApp takes, and the rest of the form that brings it."""

LADDER = ("guide", "agent", "manager", "admin")
"""Each may do what those before it may."""

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Desk:
    """What a reading view works with: who asks, when, and the database."""

    session: Session
    user: User
    organization: Organization
    now: datetime

    def may(self, role: str) -> bool:
        """Whether the user is of this role or one above it."""
        return LADDER.index(self.user.role) >= LADDER.index(role)

    @property
    def leads_groups(self) -> bool:
        """The user is a guide, whatever else."""
        return self.user.role == "guide" or self.user.guide_client_id is not None


def register(app: Flask) -> None:
    """Guard everything under /inbox; nothing outside it is touched (webhooks have signatures)."""
    app.before_request(_guard)
    app.teardown_request(_close)


def needs(role: str) -> Callable[[View], View]:
    """Say of a view who may ask for it: the least role of the ladder, or a stranger.

    Stands below the route. A view without it is refused to everybody.
    """
    if role not in (OPEN, *LADDER):
        raise ValueError(f"no such role: {role}")

    def mark(view: View) -> View:
        setattr(view, "needs", role)  # noqa: B010  (functions have no such attribute to mypy)
        return view

    return mark


def needed(app: Flask, endpoint: str | None) -> str | None:
    """What a route needs; None where it does not say, or is no route."""
    found: str | None = getattr(app.view_functions.get(endpoint or ""), "needs", None)
    return found


def desk() -> Desk:
    """The desk of the request at hand."""
    found: Desk = g.desk
    return found


def home(user: User | None = None) -> str:
    """The address of the page that the user at hand begins with, or another one does."""
    if user is None and signed_in():
        user = desk().user
    is_guide = user is not None and user.role == "guide"
    return url_for("guide.index" if is_guide else "conversations.index")


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
    browser = request.headers.get("User-Agent", "")
    token = user_sessions.open_for(database(), user, browser, now.utc())
    session.clear()
    session.permanent = True
    session["token"] = token


def forget() -> None:
    """End the session of this browser, here and in the database."""
    user_sessions.end(database(), token(), now.utc())
    session.clear()


def _guard() -> AnyResponse | None:
    if not (request.path + "/").startswith(PREFIX + "/"):
        return None
    least = needed(current_app, request.endpoint)
    opened = user_sessions.opened(database(), token(), now.utc())
    if opened is None and least != OPEN:
        return _to_sign_in()
    if opened is not None:
        _sit_down(opened)
    request.max_content_length = LARGEST_FORM
    forms.protect()
    if least == OPEN or request.endpoint is None:  # an unknown address becomes its own 404
        return None
    if least is None or not desk().may(least):
        abort(403)
    return None


def _sit_down(opened: Opened) -> None:
    user, organization = opened.user, opened.organization
    if opened.is_to_be_noted:
        user_sessions.seen(database(), token(), now.utc())
        database().commit()
    g.desk = Desk(database(), user, organization, now.utc())
    languages.read_by(user.preferred_language, organization.timezone, user.theme)


def token() -> str:
    """What this browser's cookie says, to know its session by."""
    return str(session.get("token", ""))


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
