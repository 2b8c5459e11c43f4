"""The demo's past: written by the product's own rules, each told that it is then."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commands.demo import data, data_trade
from commands.demo.data import Person, Said
from crm import client_details, clients, senders, users
from crm.messages import claim, compose, conclude, receive, report
from crm.models import Client, Conversation, Lead, Organization, User
from crm.provider import Accepted, DeliveryReport, ErrorClass, InboundMessage, Status

OWNER = "demo"
STEPS = {
    "sent": (),
    "delivered": (Status.DELIVERED,),
    "read": (Status.DELIVERED, Status.READ),
}


def has_past(session: Session) -> bool:
    """Whether somebody is in the database already."""
    return bool(session.scalar(select(func.count()).select_from(Client)))


def log_ins(session: Session, organization: Organization, passwords: dict[str, str]) -> User:
    """The admin and the team, with the passwords that the demo prints; gives the agent."""
    for email, (name, role) in data.TEAM.items():
        if email in passwords and users.find(session, email) is None:
            users.create(session, organization, email, name, passwords[email], role)
    for email, password in passwords.items():
        user = users.find(session, email)
        if user is not None and not users.has_password(user, password):
            users.set_password(user, password)
    agent = users.find(session, data.AGENT)
    assert agent is not None  # noqa: S101  (made above)
    return agent


def tie_guide(session: Session, organization: Organization) -> None:
    """The guide who signs in sees the groups of the guide who was told of them."""
    user = users.find(session, data.GUIDE)
    if user is None or user.role != "guide" or user.guide_client_id is not None:
        return
    known = clients.find(session, organization.id, data_trade.GUIDE[0], [])
    if known is not None:
        user.guide_client_id = known.id
        session.flush()


class Past:
    """Tells everybody's story, as if it had happened before `now`."""

    def __init__(self, session: Session, agent: User, public_url: str, now: datetime) -> None:
        """`agent` gives every answer by hand."""
        self._session = session
        self._agent = agent
        self._public_url = public_url
        self._now = now
        found = clients.sender_of(session, data.SENDER)
        assert found is not None  # noqa: S101  (bootstrap has made it)
        self._sender = found

    def tell(self) -> None:
        """Everything that was said, in the order of time."""
        told = [(said, person) for person in data.PEOPLE for said in person.said]
        for person in data.PEOPLE:
            if person.kind != "client":
                self._colleague(person)
        for said, person in sorted(told, key=lambda one: -one[0].minutes_ago):
            at = self._now - timedelta(minutes=said.minutes_ago)
            if said.by == "client":
                self._write(person, said, at)
            else:
                self._answer(person, said, at)

    def write(self, number: str, name: str, body: str, at: datetime) -> None:
        """Somebody writes from a number; what answers by itself is carried later."""
        inbound = InboundMessage(
            sid=_sid(),
            account="",
            sender_address=data.SENDER,
            client_address=f"whatsapp:{number}",
            profile_name=name,
            body=body,
        )
        receive.receive(self._session, inbound, at)

    def carry_all(self, at: datetime) -> None:
        """Everything that waits at that moment is sent and read, however much it is."""
        while self._carry("read", at):
            at += timedelta(seconds=7)  # automatic ones to one address go some seconds apart

    def _colleague(self, person: Person) -> None:
        """Known before they write, so that no lead opens."""
        organization = self._session.get_one(Organization, self._sender.organization_id)
        number = person.address.removeprefix("whatsapp:")
        wanted = {"name": person.name, "kind": person.kind}
        client_details.add(self._session, organization, number, wanted, self._now)

    def _write(self, person: Person, said: Said, at: datetime) -> None:
        first = said is person.said[0]
        inbound = InboundMessage(
            sid=_sid(),
            account="",
            sender_address=data.SENDER,
            client_address=person.address,
            profile_name=person.name,
            body=said.body,
            referral=person.advertisement if first else None,
        )
        receive.receive(self._session, inbound, at)
        self._carry("read", at + timedelta(seconds=2))

    def _answer(self, person: Person, said: Said, at: datetime) -> None:
        client = clients.find(self._session, self._sender.organization_id, None, [person.address])
        assert client is not None  # noqa: S101  (they wrote first)
        conversation = self._session.scalars(
            select(Conversation).where(Conversation.client_id == client.id)
        ).one()
        compose.text(self._session, conversation, self._agent, said.body, _sid(), at)
        self._seen(conversation)
        self._carry(said.fate, at + timedelta(seconds=2))

    def _seen(self, conversation: Conversation) -> None:
        """Who answers has read."""
        conversation.unread_count = 0
        for lead in self._session.scalars(
            select(Lead).where(Lead.client_id == conversation.client_id)
        ):
            lead.unread_messages_count = 0
        self._session.flush()

    def _carry(self, fate: str, at: datetime) -> int:
        """What waits is sent, and comes as far as its fate; says how much it was."""
        done = 0
        senders.take_lease(self._session, self._sender.id, OWNER, at)
        for claimed in claim.claim(self._session, self._sender.id, OWNER, 10, self._public_url, at):
            sid, done = _sid(), done + 1
            outcome = conclude.Outcome(claimed, Accepted(sid), at)
            settle_after = timedelta(seconds=30)
            conclude.conclude(self._session, self._sender.id, [outcome], settle_after, at)
            for told in _reports(sid, fate):
                report.record(self._session, told, at + timedelta(seconds=1))
        senders.drop_lease(self._session, self._sender.id, OWNER)
        return done


def _reports(sid: str, fate: str) -> list[DeliveryReport]:
    """The callbacks that a fate consists of."""
    if fate not in STEPS:
        failed = DeliveryReport(sid, "", None, Status.FAILED, Status.FAILED, fate, ErrorClass.NEVER)
        return [failed]
    return [DeliveryReport(sid, "", None, status.value, status) for status in STEPS[fate]]


def _sid() -> str:
    return f"SM{uuid4().hex}"
