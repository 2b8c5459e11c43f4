"""Place a hold, send an offer: three steps beside the chat, with the free seats of this moment."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm import conversation_card, conversations, money
from crm.bookings import openings, register as listing, rehearsal, sale
from crm.bookings.register import Row
from crm.bookings.rehearsal import Outcome
from crm.bookings.sale import Sale
from crm.client_profile import Profile
from crm.errors import CrmError, ValueRefused
from crm.models import Booking, Client, Tour, TourDeparture
from inbox import deeds, fields, live, speech
from inbox.access import Desk, desk, needs
from inbox.bookings import money as booking_money
from inbox.deeds import Deed

bp = Blueprint("selling", __name__, url_prefix="/inbox/c/<uuid:public_id>/sell")


@dataclass(frozen=True)
class Told:
    """What pressing the button would bring about, or why it cannot be pressed."""

    outcome: Outcome | None = None
    refusal: str | None = None
    code: str | None = None
    """Of the booking that is in the way."""


def register(app: Flask) -> None:
    """Let the templates write the bookings of a conversation's client."""
    app.jinja_env.globals.update(bookings_of=bookings_of)


def bookings_of(client: Client, profile: Profile | None = None) -> list[Row]:
    """Those that stand beside the conversation; read already, where their client is."""
    session = desk().session
    if profile is None:
        return listing.of_client(session, client)
    return listing.beside(session, client, profile.bookings)


@bp.get("")
@needs("agent")
def panel(public_id: UUID) -> str:
    """The three steps, beside the chat; a page of their own where there is no room beside it."""
    is_fragment = "HX-Request" in request.headers
    name = "_sell.html" if is_fragment else "sell.html"
    return render_template(name, **_shown(desk(), public_id))


@bp.get("/beside")
@needs("agent")
def beside(public_id: UUID) -> Response:
    """The cards of the client's bookings, if they have changed."""
    at = desk()
    conversation = conversations.find(at.session, at.organization.id, public_id)
    card = conversation_card.read(at.session, conversation)
    return live.answer("_side_bookings_cards.html", card=card, desk=at, now=at.now)


@bp.get("/openings")
@needs("agent")
def of_tour(public_id: UUID) -> str:
    """The departures of the tour that was chosen."""
    return render_template("_sell_openings.html", **_shown(desk(), public_id))


@bp.get("/told")
@needs("agent")
def told(public_id: UUID) -> Response:
    """Seats, sums and messages with what is typed so far, if they have changed."""
    at = desk()
    shown = _shown(at, public_id)
    return live.answer("_sell_live.html", told=_told(at, shown), **shown)


@bp.post("")
@needs("agent")
def sell(public_id: UUID) -> AnyResponse:
    """Do it: the seats are counted once more, by the database."""

    def work(deed: Deed) -> str:
        conversation = conversations.find(deed.session, deed.organization.id, public_id)
        client = deed.session.get_one(Client, conversation.client_id)
        wanted = _sale(deed)
        made = sale.make(deed.session, deed.organization, client, wanted, deed.actor, deed.now)
        made.conversation_id = conversation.id
        deed.note(DONE[wanted.way], made, code=made.booking_code, people=wanted.people)
        return url_for("conversations.conversation", public_id=public_id)

    return deeds.post(work)


DONE = {"hold": "booking.held", "offer": "booking.offered", "quote": "booking.quoted"}
"""What the audit log says was done."""


def _shown(at: Desk, public_id: UUID) -> dict[str, Any]:
    """The tours and the departures of the chosen one, and whom it is for."""
    conversation = conversations.find(at.session, at.organization.id, public_id)
    tours = openings.tours(at.session, at.organization.id, at.now)
    asked = request.args.get("tour", "")
    tour: Tour | None = next((one for one in tours if str(one.public_id) == asked), None)
    tour = tour or next(iter(tours), None)
    departures = openings.of_tour(at.session, tour.id, at.now) if tour else []
    return {
        "desk": at,
        "now": at.now,
        "card": conversation_card.read(at.session, conversation),
        "tours": tours,
        "tour": tour,
        "departures": departures,
        "chosen": _chosen(departures),
        "people": fields.count(request.args, "people", 1),
        "way": request.args.get("way", "hold"),
    }


def _chosen(departures: list[TourDeparture]) -> TourDeparture | None:
    """The one that was chosen, else the next with a free seat."""
    asked = request.args.get("departure", "")
    named = (one for one in departures if str(one.public_id) == asked)
    free = (one for one in departures if one.available_seats)
    return next(named, None) or next(free, None)


def _told(at: Desk, shown: dict[str, Any]) -> Told:
    """A rehearsal of the whole, so that what is told is what will be."""
    client = shown["card"].client

    def step() -> Booking:
        wanted = _sale(at, shown["chosen"])
        actor = booking_money.actor(at)
        return sale.make(at.session, at.organization, client, wanted, actor, at.now)

    try:
        return Told(outcome=rehearsal.of(at.session, step, at.now))
    except CrmError as refused:
        code = refused.facts.get("booking_code") or refused.facts.get("other")
        return Told(refusal=speech.refusal(refused), code=str(code) if code else None)


def _sale(at: Desk, chosen: TourDeparture | None = None) -> Sale:
    """What the form asks for. Raises ValueRefused, AmountRefused, NotFound."""
    form = request.values
    if chosen is None:
        if not form.get("departure"):
            raise ValueRefused("Choose a departure.")
        chosen = openings.find(at.session, at.organization, fields.key(form, "departure"))
    typed = form.get("discount", "").strip()
    return Sale(
        departure=chosen,
        people=fields.count(form, "people"),
        way=form.get("way", "hold"),
        names=[line.strip() for line in form.get("names", "").splitlines() if line.strip()],
        discount=abs(money.parse(typed or "0", chosen.currency)),
        discount_for=form.get("discount_for", "").strip(),
    )
