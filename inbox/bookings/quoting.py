"""A trip of its own: a quote made of lines, without a departure."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from crm import conversation_card, conversations, local_time, money
from crm.bookings import quote
from crm.bookings.quote import Wish
from crm.models import Client
from inbox import deeds, fields
from inbox.access import desk, needs
from inbox.bookings import lines as booking_lines
from inbox.deeds import Deed

bp = Blueprint("quoting", __name__, url_prefix="/inbox/c/<uuid:public_id>/quote")


@bp.get("")
@needs("agent")
def form(public_id: UUID) -> str:
    """The trip and its first line; the others are added on the booking's page."""
    at = desk()
    conversation = conversations.find(at.session, at.organization.id, public_id)
    return render_template(
        "quote.html",
        desk=at,
        now=at.now,
        card=conversation_card.read(at.session, conversation),
        today=local_time.today(at.now, at.organization.timezone),
        lines=booking_lines,
        item=None,
    )


@bp.post("")
@needs("agent")
def make(public_id: UUID) -> Response:
    """Quote it; the client is told nothing yet."""

    def work(deed: Deed) -> str:
        conversation = conversations.find(deed.session, deed.organization.id, public_id)
        client = deed.session.get_one(Client, conversation.client_id)
        made = quote.create(
            deed.session, deed.organization, client, _wish(deed), deed.actor, deed.now
        )
        made.conversation_id = conversation.id
        deed.note("booking.quoted", made, code=made.booking_code, title=made.title)
        return url_for("bookings.page", public_id=made.public_id)

    return deeds.post(work)


def _wish(deed: Deed) -> Wish:
    asked = request.form
    currency = money.named(asked.get("currency") or deed.organization.default_currency)
    return Wish(
        people=fields.count(asked, "people"),
        lines=[booking_lines.read(asked, currency)],
        title=fields.words(asked, "trip"),
        start_date=fields.day(asked, "first"),
        end_date=fields.day(asked, "last"),
        currency=currency,
    )
