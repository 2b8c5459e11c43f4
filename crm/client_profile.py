"""Everything that stands beside a conversation, or on the page of a client who has none."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import consents
from crm.bookings import listing, register
from crm.errors import NotFound
from crm.models import (
    Booking,
    Client,
    ClientAddress,
    ClientConsent,
    ClientMerge,
    Conversation,
    Lead,
    Organization,
    Tour,
    User,
    WhatsappSender,
)
from crm.models.lead import OPEN

SHOWN = 20


@dataclass(frozen=True)
class LeadLine:
    """A lead with its agent and the tour they ask about."""

    lead: Lead
    agent: User | None
    tour: Tour | None


@dataclass(frozen=True)
class Talk:
    """A conversation with the two numbers it is between."""

    conversation: Conversation
    address: ClientAddress
    sender: WhatsappSender


@dataclass(frozen=True)
class Merged:
    """A merge that stands, with whoever was merged away and who did it."""

    merge: ClientMerge
    client: Client
    by: User


@dataclass(frozen=True)
class Profile:
    """One client, with what belongs to them, the latest first; of bookings those that live."""

    client: Client
    organization: Organization
    addresses: list[ClientAddress]
    talks: list[Talk]
    leads: list[LeadLine]
    bookings: list[Booking]
    consents: list[ClientConsent]
    merges: list[Merged]
    worth: dict[str, Decimal]
    """By currency, what they have paid in all, less what went back."""

    @property
    def lead(self) -> LeadLine | None:
        """The open one, else the latest."""
        opened = (line for line in self.leads if line.lead.status in OPEN)
        return next(opened, self.leads[0] if self.leads else None)

    @property
    def writes_from(self) -> int | None:
        """The id of the address they wrote from last."""
        wrote = [one.conversation for one in self.talks if one.conversation.last_inbound_at]
        last = max(wrote, key=lambda one: one.last_inbound_at or one.created_at, default=None)
        return last.address_id if last else None

    @property
    def senders(self) -> list[WhatsappSender]:
        """Our numbers that they talk to."""
        return list(dict.fromkeys(one.sender for one in self.talks))

    def consent(self, scope: str) -> ClientConsent | None:
        """Their last word about messages of a scope."""
        return next((one for one in self.consents if one.scope == scope), None)

    @property
    def opted_out(self) -> bool:
        """They asked not to be written to."""
        said = self.consent(consents.ALL)
        return said is not None and said.state == "opted_out"


def find(session: Session, organization_id: int, public_id: UUID) -> Client:
    """The client of an address; of one who was merged away, whoever they turned out to be.

    Raises NotFound.
    """
    found = session.scalar(
        select(Client).where(
            Client.public_id == public_id, Client.organization_id == organization_id
        )
    )
    if found is None:
        raise NotFound("There is no such client.")
    while found.merged_into_id is not None:
        found = session.get_one(Client, found.merged_into_id)
    return found


def read(session: Session, organization: Organization, client: Client) -> Profile:
    """Look everything up, in seven statements."""
    return Profile(
        client=client,
        organization=organization,
        addresses=list(
            session.scalars(
                select(ClientAddress)
                .where(ClientAddress.client_id == client.id)
                .order_by(ClientAddress.last_seen_at.desc(), ClientAddress.id)
                .limit(SHOWN)
            )
        ),
        talks=_talks(session, client),
        leads=_leads(session, client),
        bookings=register.latest(session, client, SHOWN),
        consents=list(
            session.scalars(
                select(ClientConsent)
                .where(ClientConsent.client_id == client.id)
                .order_by(ClientConsent.id.desc())
                .limit(SHOWN)
            )
        ),
        merges=_merges(session, client),
        worth=listing.lifetime_value(session, client),
    )


def _talks(session: Session, client: Client) -> list[Talk]:
    rows = session.execute(
        select(Conversation, ClientAddress, WhatsappSender)
        .join(ClientAddress, ClientAddress.id == Conversation.address_id)
        .join(WhatsappSender, WhatsappSender.id == Conversation.sender_id)
        .where(Conversation.client_id == client.id)
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(SHOWN)
    )
    return [Talk(*row) for row in rows]


def _leads(session: Session, client: Client) -> list[LeadLine]:
    rows = session.execute(
        select(Lead, User, Tour)
        .outerjoin(User, User.id == Lead.assigned_agent_id)
        .outerjoin(Tour, Tour.id == Lead.tour_interest_id)
        .where(Lead.client_id == client.id)
        .order_by(Lead.id.desc())
        .limit(SHOWN)
    )
    return [LeadLine(*row) for row in rows]


def _merges(session: Session, client: Client) -> list[Merged]:
    rows = session.execute(
        select(ClientMerge, Client, User)
        .join(Client, Client.id == ClientMerge.merged_id)
        .join(User, User.id == ClientMerge.merged_by)
        .where(ClientMerge.kept_id == client.id, ClientMerge.undone_at.is_(None))
        .order_by(ClientMerge.id.desc())
    )
    return [Merged(*row) for row in rows]
