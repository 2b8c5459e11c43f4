"""What the team changes: each deed is whole or nothing, done once, and leaves an audit entry."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

import now
import runtime
from crm import audit, idempotency, retry
from crm.bookings import find
from crm.bookings.machine import Actor
from crm.db import Base
from crm.models import Booking, Organization, User
from inbox import access
from inbox.access import Desk

UNSAID = ("csrf_token", "key")
"""Fields of a form that say nothing about what is asked."""

KEY_LENGTH = 64


@dataclass(frozen=True)
class Deed(Desk):
    """One try of a deed: a transaction of its own, its time, and who does it."""

    noted: list[str] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        """As a booking's history names who did it."""
        return Actor("agent", self.user.id)

    def booking(self, public_id: UUID) -> Booking:
        """The booking of an address, locked before anything else. Raises NotFound."""
        found = find.by_public_id(self.session, self.organization.id, public_id)
        return find.locked(self.session, found.id)

    def note(self, action: str, subject: Base | str, **facts: Any) -> None:
        """Leave the audit entry: who did what (`booking.cancelled`) to which row."""
        audit.note(self.session, self.organization, self.user, action, subject, self.now, **facts)
        self.noted.append(action)


def post(work: Callable[[Deed], str]) -> AnyResponse:
    """Do what a form asks for, and go to the address that `work` returns.

    `work` runs in a transaction of its own, from its beginning again where two get in each
    other's way. A form with a `key` is done once however often it comes. Raises what the rules
    refuse; nothing has changed then.
    """
    desk = access.desk()
    desk.session.close()  # what was read for the guard holds no connection meanwhile

    def attempt(session: Session) -> str:
        user = session.get_one(User, desk.user.id)
        organization = session.get_one(Organization, desk.organization.id)
        deed = Deed(session, user, organization, now.utc())
        answer = idempotency.once(
            session,
            deed.organization.id,
            str(request.endpoint),
            _key(),
            _asked(deed),
            lambda: {"to": _done(deed, work)},
            deed.now,
        )
        return str(answer["to"])

    return go(retry.transaction(runtime.current().sessions, attempt))


def _done(deed: Deed, work: Callable[[Deed], str]) -> str:
    to = work(deed)
    if not deed.noted:
        raise AssertionError(f"{request.endpoint} changed something and left no audit entry")
    return to


def _key() -> str | None:
    key = request.form.get("key", "")[:KEY_LENGTH]
    return f"form:{key}" if key else None


def _asked(deed: Deed) -> dict[str, Any]:
    """What tells one request from another under the same key."""
    fields = {name: values for name, values in request.form.lists() if name not in UNSAID}
    return {"user": deed.user.id, "path": request.path, "fields": fields}


def go(to: str) -> AnyResponse:
    """A page is redirected; htmx is told where its page goes."""
    if "HX-Request" not in request.headers:
        return redirect(to, 303)
    answer: Response = make_response("", 204)
    answer.headers["HX-Redirect"] = to
    return answer
