"""A departure is added, changed, and taken off sale or put back."""

from decimal import Decimal
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm import departure_calendar, departure_details, departures, money, tours
from crm.departure_details import Details
from crm.models import Tour, TourDeparture
from inbox import deeds, fields
from inbox.access import desk, needs
from inbox.deeds import Deed
from inbox.departures import words as departure_words

bp = Blueprint("departure_edits", __name__, url_prefix="/inbox/departures")


@bp.get("/new")
@needs("manager")
def new() -> str:
    """The form of a new departure."""
    at = desk()
    every = tours.listed(at.session, at.organization)
    return render_template(
        "departure_new.html",
        desk=at,
        now=at.now,
        tours=[tour for tour in every if tour.active],
        chosen=request.args.get("tour", type=int),
        month=request.args.get("month", ""),
        guides=departure_calendar.guides(at.session, at.organization),
        words=departure_words,
    )


@bp.post("/new")
@needs("manager")
def add() -> AnyResponse:
    """Let a tour begin on a day."""

    def work(deed: Deed) -> str:
        tour = tours.find(deed.session, deed.organization, request.form.get("tour", ""))
        wanted = {
            "time": fields.clock(request.form, "time"),
            "capacity": _capacity(request.form),
            "price": _price(tour.currency) if request.form.get("price") else None,
            "guide": request.form.get("guide", type=int),
            "meeting_point": request.form.get("meeting_point", ""),
        }
        made = departures.add(
            deed.session, deed.organization, tour, fields.day(request.form, "day"), wanted, deed.now
        )
        deed.note("departure.added", made, tour=tour.name, day=made.departure_date.isoformat())
        return url_for("departures.page", public_id=made.public_id)

    return deeds.post(work)


@bp.get("/<uuid:public_id>/edit")
@needs("manager")
def form(public_id: UUID) -> str:
    """The form of its details."""
    at = desk()
    departure = departures.by_public_id(at.session, at.organization, public_id)
    return render_template(
        "departure_edit.html",
        desk=at,
        now=at.now,
        departure=departure,
        tour=at.session.get_one(Tour, departure.tour_id),
        guides=departure_calendar.guides(at.session, at.organization),
        words=departure_words,
    )


@bp.post("/<uuid:public_id>/edit")
@needs("manager")
def edit(public_id: UUID) -> AnyResponse:
    """Make its details as the form has them."""

    def work(deed: Deed) -> str:
        departure = departures.by_public_id(deed.session, deed.organization, public_id)
        before, wanted = _details(departure, "was_"), _details(departure, "")
        changed = departure_details.edit(
            deed.session, deed.organization, departure, before, wanted, deed.now
        )
        told = {name: [str(value) for value in pair] for name, pair in changed.items()}
        deed.note("departure.changed", departure, changed=told)
        return _page(departure)

    return deeds.post(work)


@bp.post("/<uuid:public_id>/close")
@needs("manager")
def close(public_id: UUID) -> AnyResponse:
    """Sell no more seats."""

    def work(deed: Deed) -> str:
        departure = departures.by_public_id(deed.session, deed.organization, public_id)
        departures.close(deed.session, departure, deed.now)
        deed.note("departure.closed", departure)
        return _page(departure)

    return deeds.post(work)


@bp.post("/<uuid:public_id>/reopen")
@needs("manager")
def reopen(public_id: UUID) -> AnyResponse:
    """Sell seats again."""

    def work(deed: Deed) -> str:
        departure = departures.by_public_id(deed.session, deed.organization, public_id)
        departures.reopen(deed.session, departure, deed.now)
        deed.note("departure.opened", departure)
        return _page(departure)

    return deeds.post(work)


def _page(departure: TourDeparture) -> str:
    return url_for("departures.page", public_id=departure.public_id)


def _capacity(form: fields.Form) -> int | None:
    """As many seats as were typed, none too; where nothing was typed, the tour's."""
    if not form.get("capacity", "").strip():
        return None
    return fields.count(form, "capacity", digits=fields.FEW)


def _details(departure: TourDeparture, prefix: str) -> Details:
    return Details(
        fields.count(request.form, f"{prefix}capacity", digits=fields.FEW),
        _price(departure.currency, prefix),
        request.form.get(f"{prefix}meeting_point", ""),
        request.form.get(f"{prefix}guide", type=int),
    )


def _price(currency: str, prefix: str = "") -> Decimal:
    return money.parse(request.form.get(f"{prefix}price", ""), currency)
