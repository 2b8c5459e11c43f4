"""What an agent need not type into a template: the values known of the client and of their trip."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.conversation_card import Card
from crm.flows import registry
from crm.flows.flow import Case
from crm.flows.values import VALUES
from crm.models import Booking, WhatsappTemplate
from crm.models.booking import LIVE
from templates_whatsapp import words


def known(
    session: Session, template: WhatsappTemplate, card: Card, now: datetime
) -> tuple[dict[str, str], Booking | None]:
    """A value for each of the template's variables, empty where none is known, and the booking
    that gave some: the client's live one that begins first."""
    is_guest = card.client.name_is_placeholder
    found = {str(variable["name"]): "" for variable in template.variables}
    of_client = {
        "client_name": words.say("guest", template.language) if is_guest else card.client.name,
        "org_name": card.organization.name,
    }
    booking = _booking(session, card)
    of_trip = _of_trip(session, template, card, booking, set(found), now) if booking else {}
    values = {name: of_client.get(name) or of_trip.get(name, "") for name in found}
    return values, booking if of_trip else None


def _booking(session: Session, card: Card) -> Booking | None:
    return session.scalar(
        select(Booking)
        .where(Booking.client_id == card.client.id, Booking.status.in_(LIVE))
        .order_by(Booking.start_date, Booking.id)
        .limit(1)
    )


def _of_trip(
    session: Session,
    template: WhatsappTemplate,
    card: Card,
    booking: Booking,
    names: set[str],
    now: datetime,
) -> dict[str, str]:
    """As an automatic message about the booking would say it at this moment."""
    case = Case(
        session=session,
        organization=card.organization,
        client=card.client,
        communication_id=0,
        template_name=template.name,
        about={},
        now=now,
        booking_id=booking.id,
    )
    flow = registry.of(template.name)
    makers = {**VALUES, **(flow.values if flow else {})}
    return {name: makers[name](case, template.language) for name in names & makers.keys()}
