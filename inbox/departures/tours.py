"""Tours: what the operator sells, added and changed."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm import money, tours
from crm.models import Organization, Tour
from inbox import deeds, fields
from inbox.access import desk, needs
from inbox.deeds import Deed
from inbox.departures import words as departure_words

bp = Blueprint("tours", __name__, url_prefix="/inbox/tours")


@bp.get("")
@needs("manager")
def index() -> str:
    """All of them, by name."""
    at = desk()
    return render_template(
        "tours.html",
        desk=at,
        now=at.now,
        tours=tours.listed(at.session, at.organization),
        words=departure_words,
    )


@bp.get("/new")
@needs("manager")
def new() -> str:
    """The form of a new one."""
    return _form(None)


@bp.post("/new")
@needs("manager")
def add() -> AnyResponse:
    """Sell one more."""

    def work(deed: Deed) -> str:
        made = tours.add(deed.session, deed.organization, _typed(deed.organization), deed.now)
        deed.note("tour.added", made, name=made.name)
        return url_for("tours.index")

    return deeds.post(work)


@bp.get("/<uuid:public_id>")
@needs("manager")
def form(public_id: UUID) -> str:
    """The form of one."""
    at = desk()
    return _form(tours.by_public_id(at.session, at.organization, public_id))


@bp.post("/<uuid:public_id>")
@needs("manager")
def change(public_id: UUID) -> AnyResponse:
    """Make it as the form has it."""

    def work(deed: Deed) -> str:
        tour = tours.by_public_id(deed.session, deed.organization, public_id)
        wanted = _typed(deed.organization) | {"active": "active" in request.form}
        tours.change(deed.session, deed.organization, tour, wanted, deed.now)
        deed.note("tour.changed", tour, name=tour.name, active=tour.active)
        return url_for("tours.index")

    return deeds.post(work)


def _form(tour: Tour | None) -> str:
    at = desk()
    return render_template(
        "tour.html",
        desk=at,
        now=at.now,
        tour=tour,
        currency=tour.currency if tour else at.organization.default_currency,
        words=departure_words,
    )


def _typed(organization: Organization) -> dict[str, Any]:
    """The form's fields as the rules take them. Raises ValueRefused or AmountRefused."""
    form = request.form
    currency = money.named(form.get("currency") or organization.default_currency)
    lasts = {"days": "duration_days", "minutes": "duration_minutes"}.get(form.get("unit", ""))
    return {
        "name": form.get("name", ""),
        "kind": form.get("kind", ""),
        "description": form.get("description", "").strip(),
        "currency": currency,
        "base_price": money.parse(form.get("base_price", ""), currency),
        "capacity": fields.count(form, "capacity", digits=fields.FEW),
        "includes": [
            line.strip() for line in form.get("includes", "").splitlines() if line.strip()
        ],
        **({lasts: fields.count(form, "duration", digits=fields.FEW)} if lasts else {}),
    }
