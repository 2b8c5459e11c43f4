"""A form older than its booking: who changed what, what it is now, and nothing typed is lost."""

from datetime import datetime

from flask import Flask, render_template, request

from crm.bookings import find, freshness
from crm.errors import StaleForm
from crm.models import Booking
from inbox import faults, times
from inbox.access import desk
from inbox.bookings import history as booking_history
from inbox.deeds import Deed
from pages.languages import gettext as _


def register(app: Flask) -> None:
    """Answer such a form with both: what was typed stays in it, what is true now stands above."""
    app.register_error_handler(StaleForm, refused)


def require_fresh(deed: Deed, booking: Booking) -> None:
    """Raise StaleForm where the form was opened at an older version of the booking.

    Once the reader has been shown what changed, their form carries the newer version too.
    """
    seen = [int(one) for one in request.values.getlist("version") if one.isdecimal()]
    freshness.require(deed.session, booking, max(seen, default=0))


def refused(error: StaleForm) -> tuple[str, int]:
    """The sentence and the booking as it is now, inside the form; without htmx a page."""
    at, facts = desk(), error.facts
    changed_at = facts["at"]
    assert isinstance(changed_at, datetime)  # noqa: S101  (freshness says when)
    said = _(
        "%(who)s changed this booking, %(at)s: %(what)s. What you typed is kept.",
        who=booking_history.actor(str(facts["actor"]), str(facts["by"] or "")),
        at=times.moment(changed_at, at.now),
        what=booking_history.word(str(facts["event"])),
    )
    if "HX-Request" not in request.headers:
        return faults.page(422, said)
    booking = find.by_code(at.session, at.organization.id, str(facts["code"]))
    return render_template("_stale.html", sentence=said, booking=booking), 422
