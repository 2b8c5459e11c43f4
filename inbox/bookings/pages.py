"""Bookings: the list, and one of them whole."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request

from crm import local_time, users
from crm.bookings import allowed, dossier, find, openings, register
from crm.bookings.register import STATES, Filter
from crm.errors import NotFound
from crm.models import Booking
from inbox import fields, live
from inbox.access import Desk, desk, needs
from inbox.bookings import history as booking_history, papers

bp = Blueprint("bookings", __name__, url_prefix="/inbox/bookings")


@bp.get("")
@needs("agent")
def index() -> str:
    """The list in the filter that the address names, with its sums."""
    at, wanted = desk(), _wanted(desk())
    before = fields.count(request.args, "before", 0) or None
    return render_template(
        "bookings.html",
        before=before,
        sums=register.sums(at.session, at.organization.id, wanted),
        agents=users.team(at.session, at.organization.id),
        **_listed(at, wanted, before),
    )


@bp.get("/list")
@needs("agent")
def listed() -> Response:
    """The first page and the sums, if they have changed."""
    at, wanted = desk(), _wanted(desk())
    sums = register.sums(at.session, at.organization.id, wanted)
    return live.answer("_bookings.html", sums=sums, **_listed(at, wanted))


@bp.get("/<uuid:public_id>")
@needs("agent")
def page(public_id: UUID) -> str:
    """One booking."""
    return render_template("booking.html", **_whole(desk(), public_id))


@bp.get("/<uuid:public_id>/live")
@needs("agent")
def page_live(public_id: UUID) -> Response:
    """Its cards, if something has changed."""
    return live.answer("_booking.html", **_whole(desk(), public_id))


@bp.get("/<uuid:public_id>/paper/<uuid:document>")
@needs("agent")
def paper(public_id: UUID, document: UUID) -> Response:
    """A voucher or receipt as it was issued."""
    at = desk()
    booking = find.by_public_id(at.session, at.organization.id, public_id)
    found = dossier.document(at.session, booking, document)
    if found is None:
        raise NotFound("There is no such document.")
    return papers.sent(found, f"{found.kind}_{booking.booking_code}.pdf")


def _wanted(at: Desk) -> Filter:
    """The filter of the address. Raises NotFound for a departure that is none of ours."""
    asked = request.args
    on = asked.get("departure")
    departure = (
        openings.find(at.session, at.organization, fields.key(asked, "departure")) if on else None
    )
    state = asked.get("state", "")
    return Filter(
        state=state if state in STATES else "all" if on or asked.get("q") else "live",
        departure_id=departure.id if departure else None,
        since=fields.day_or_none(asked, "since"),
        until=fields.day_or_none(asked, "until"),
        agent_id=fields.count(asked, "agent", 0) or None,
        attention=asked.get("attention") == "yes",
        words=asked.get("q", "")[:100],
    )


def _listed(at: Desk, wanted: Filter, before: int | None = None) -> dict[str, object]:
    return {
        "desk": at,
        "now": at.now,
        "wanted": wanted,
        "asked": {name: text for name, text in request.args.items() if text and name not in PAGED},
        "today": local_time.today(at.now, at.organization.timezone),
        "found": register.page(at.session, at.organization.id, wanted, before),
    }


PAGED = ("before", "seen")
"""What an address says beside the filter."""


def _whole(at: Desk, public_id: UUID) -> dict[str, object]:
    booking = find.by_public_id(at.session, at.organization.id, public_id)
    return {**_read(at, booking), "desk": at, "now": at.now, "booking": booking}


def _read(at: Desk, booking: Booking) -> dict[str, object]:
    read = dossier.read(at.session, booking, at.now)
    return {
        "read": read,
        "card": read.card,
        "told": booking_history,
        "choices": allowed.choices(read.card, at.now, is_manager=at.may("manager")),
        "today": local_time.today(at.now, at.organization.timezone),
    }
