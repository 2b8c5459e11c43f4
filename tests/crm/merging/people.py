"""What the tests of merges share: two clients with something of every kind, and who owns what."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.merging.merge import MOVED
from crm.models import (
    BookingParticipant,
    Client,
    Communication,
    Conversation,
    Lead,
    Organization,
    User,
    WhatsappSender,
)
from tests.booking_factories import make_booking, make_departure, make_payment, make_tour
from tests.factories import (
    make_client,
    make_communication,
    make_consent,
    make_conversation,
    make_lead,
    make_organization,
    make_sender,
    make_user,
)


@dataclass
class Two:
    """Anna twice: by her number here, and by the one she writes from abroad."""

    organization: Organization
    sender: WhatsappSender
    user: User
    kept: Client
    merged: Client
    talks: tuple[Conversation, Conversation]
    leads: tuple[Lead, Lead]


def make(session: Session, **values: Any) -> Two:
    """Both have a conversation, an open lead, a booking, messages and consent.

    `statuses` names the stages of the leads, `booking` the status of the bookings.
    """
    organization = make_organization(session)
    sender, user = make_sender(session, organization), make_user(session, organization)
    departure = make_departure(session, make_tour(session, organization, capacity=50))
    statuses = values.get("statuses", ("contacted", "new"))
    made = []
    for number, status in enumerate(statuses):
        client = make_client(session, organization, name=f"Анна {number}")
        talk = make_conversation(session, sender, client, unread_count=number + 1)
        lead = make_lead(session, client, status=status, unread_messages_count=number + 1)
        for _ in range(number + 1):
            make_communication(session, talk, lead_id=lead.id)
        booking = make_booking(
            session, client, departure, values.get("booking", "confirmed"), lead=lead
        )
        make_payment(session, booking, Decimal(1000))
        session.add(
            BookingParticipant(
                organization_id=organization.id,
                booking_id=booking.id,
                client_id=client.id,
                first_name="Анна",
            )
        )
        make_consent(session, client, "opted_in", evidence=f"да {number}")
        make_lead(session, client, status="won")
        made.append((client, talk, lead))
    session.flush()
    (kept, one, ours), (merged, other, theirs) = made
    return Two(organization, sender, user, kept, merged, (one, other), (ours, theirs))


def owners(session: Session) -> dict[str, int | None]:
    """Who owns what, of everything that is somebody's."""
    session.flush()
    session.expire_all()
    models: tuple[Any, ...] = (*MOVED.values(), Communication)
    return {
        f"{model.__tablename__}:{row.id}": row.client_id
        for model in models
        for row in session.scalars(select(model))
    }


def facts(session: Session) -> list[tuple[Any, ...]]:
    """The rows of the clients and the stages of their leads, but for the time of change."""
    session.expire_all()
    rows = [
        (one.id, one.name, one.phone, one.email, one.notes, tuple(one.tags), one.merged_into_id)
        for one in session.scalars(select(Client).order_by(Client.id))
    ]
    stages = [
        (one.id, one.status, one.lost_at, one.lost_reason, one.unread_messages_count)
        for one in session.scalars(select(Lead).order_by(Lead.id))
    ]
    return [*rows, *stages]
