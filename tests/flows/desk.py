"""What people at the operator's do in the stories: approve templates, answer a client."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

import now
from crm import template_draft, templates
from crm.messages import compose
from crm.models import Client, Conversation, Organization, User
from providers.twilio import TwilioProvider
from tests.product import ACCOUNT, TOKEN, Product


def approve_templates(product: Product) -> None:
    """Create and submit every stock template at Twilio, and take over that it was approved."""
    twilio = TwilioProvider(ACCOUNT, (TOKEN,), product.simulator.url, f"{product.url}/none")
    with _session(product) as session:
        organization_id = session.scalars(select(Organization.id)).one()
        for row in templates.to_approve(session, organization_id):
            sid = twilio.create_template(template_draft.draft(row, product.url))
            twilio.submit_template(sid, row.name, row.category)
        templates.sync(session, organization_id, twilio.list_templates(), now.utc())


def answer(product: Product, phone: str, body: str) -> None:
    """The admin answers a client with free text. Raises WindowClosed."""
    with _session(product) as session:
        conversation, admin = _conversation(session, phone), _admin(session)
        compose.text(session, conversation, admin, body, "form-1", now.utc())


def answer_by_template(
    product: Product, phone: str, name: str, language: str, values: Mapping[str, str]
) -> None:
    """The admin sends a client an approved template."""
    with _session(product) as session:
        conversation, admin = _conversation(session, phone), _admin(session)
        compose.template(session, conversation, admin, name, language, values, "form-2", now.utc())


def close_window(product: Product, phone: str) -> None:
    """A day has passed since the client wrote."""
    product.sql(
        "UPDATE conversations SET last_inbound_at = now() - interval '25 hours'"
        " WHERE client_id = (SELECT id FROM clients WHERE phone = :phone)",
        phone=phone,
    )
    network = product.simulator.network
    with network.lock:
        for message in network.threads[f"whatsapp:{phone}"]:
            message.created -= 90_000


@contextmanager
def _session(product: Product) -> Iterator[Session]:
    with Session(product.engine) as session, session.begin():
        yield session


def _conversation(session: Session, phone: str) -> Conversation:
    wanted = select(Conversation).join(Client, Client.id == Conversation.client_id)
    return session.scalars(wanted.where(Client.phone == phone)).one()


def _admin(session: Session) -> User:
    return session.scalars(select(User)).one()
