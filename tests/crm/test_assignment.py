"""Who gets a conversation that nobody has: by hand, by turns, or who had the client last."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import Session, sessionmaker

from crm.messages import receive
from crm.models import Communication, Conversation, Lead, Organization, User, WhatsappSender
from tests import factories
from tests.factories import NOW
from tests.race import at_once

NIGHT = NOW + timedelta(hours=12)


@pytest.fixture
def office(session: Session) -> WhatsappSender:
    """A number of an operator whose agents take turns."""
    return an_office(session)


def an_office(session: Session, assignment: str = "in_turn") -> WhatsappSender:
    """One with two agents, and with others who take no turns."""
    organization = factories.make_organization(session, assignment=assignment)
    for name, values in (
        ("Daniyar", {}),
        ("Aigerim", {}),
        ("Gone", {"is_active": False}),
        ("Manager", {"role": "manager"}),
    ):
        factories.make_user(session, organization, name=name, **values)
    return factories.make_sender(session, organization)


def write(session: Session, sender: WhatsappSender, at: Any = NOW, **values: Any) -> Conversation:
    """A message arrives; its conversation."""
    received = receive.receive(session, factories.make_inbound(sender, **values), at)
    session.expire_all()
    message = session.get_one(Communication, received.communication_id)
    return session.get_one(Conversation, message.conversation_id)


def name_of(session: Session, conversation: Conversation) -> str | None:
    """Of the agent who has it."""
    agent = conversation.agent_id and session.get_one(User, conversation.agent_id)
    return agent.name if agent else None


def test_by_hand_nobody_is_given_anything(session: Session) -> None:
    assert write(session, an_office(session, "by_hand")).agent_id is None


def test_the_agents_take_turns(session: Session, office: WhatsappSender) -> None:
    """Who waits longest is next; the lead goes with the conversation."""
    given = [write(session, office, NOW + timedelta(minutes=n)) for n in range(3)]
    assert [name_of(session, one) for one in given] == ["Daniyar", "Aigerim", "Daniyar"]
    lead = session.scalars(select(Lead).where(Lead.client_id == given[1].client_id)).one()
    assert lead.assigned_agent_id == given[1].agent_id


def test_at_night_nobody_is_given_anything_until_the_client_writes_again(
    session: Session, office: WhatsappSender
) -> None:
    """By the short road of known clients, too."""
    address = "whatsapp:+77021234567"
    client = {"client_address": address, "profile_name": "Мария"}
    assert write(session, office, NIGHT, **client).agent_id is None
    assert write(session, office, NOW + timedelta(days=1), **client).agent_id is not None


def test_who_has_an_agent_keeps_them(session: Session, office: WhatsappSender) -> None:
    address = "whatsapp:+77021234567"
    first = write(session, office, client_address=address)
    before = name_of(session, first)
    again = write(session, office, NOW + timedelta(hours=1), client_address=address)
    assert (again, name_of(session, again)) == (first, before)


def test_the_client_goes_back_to_whom_they_know(session: Session) -> None:
    """Also at night; not to somebody who has left, but then by turns."""
    office = an_office(session, "last_agent")
    organization = session.get_one(Organization, office.organization_id)
    users = {one.name: one for one in session.scalars(select(User)).all()}
    for name, at, expected in (("Manager", NIGHT, "Manager"), ("Gone", NOW, "Daniyar")):
        client = factories.make_client(session, organization)
        factories.make_lead(session, client, status="won", assigned_agent_id=users[name].id)
        talk = write(session, office, at, client_address=f"whatsapp:{client.phone}")
        assert name_of(session, talk) == expected


def test_a_colleague_is_given_to_nobody(session: Session, office: WhatsappSender) -> None:
    """A guide who writes is no client."""
    organization = session.get_one(Organization, office.organization_id)
    guide = factories.make_client(session, organization, kind="internal")
    assert write(session, office, client_address=f"whatsapp:{guide.phone}").agent_id is None


def test_where_nobody_takes_turns_it_waits(session: Session, office: WhatsappSender) -> None:
    for user in session.scalars(select(User)):
        user.is_active = False
    session.flush()
    assert write(session, office).agent_id is None


def test_two_at_once_get_two_agents_and_one_client_gets_one(database_url: str) -> None:
    """Real transactions: nobody is skipped, and no conversation is given twice."""
    engine = create_engine(database_url)
    sessions = sessionmaker(engine)
    with sessions.begin() as session:
        office = an_office(session)
        session.expunge(office)
    same = [
        factories.make_inbound(office, client_address="whatsapp:+77021234567") for _ in range(3)
    ]
    other = factories.make_inbound(office)

    def receiving(inbound: Any) -> Any:
        def work() -> None:
            with sessions.begin() as session:
                receive.receive(session, inbound, NOW)

        return work

    at_once([receiving(one) for one in (*same, other)])
    with sessions() as session:
        agents = session.scalars(select(Conversation.agent_id)).all()
        assert len(set(agents)) == len(agents) == 2
    engine.dispose()


def test_a_known_client_with_an_agent_still_costs_two_statements(
    session: Session, office: WhatsappSender
) -> None:
    """The short road stays short under every policy."""
    address = "whatsapp:+77021234567"
    write(session, office, client_address=address)
    inbound = factories.make_inbound(office, client_address=address)
    said: list[str] = []
    connection = session.connection()

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    receive.receive(session, inbound, NOW + timedelta(minutes=1))
    event.remove(connection, "before_cursor_execute", note)
    assert len(said) == 2
