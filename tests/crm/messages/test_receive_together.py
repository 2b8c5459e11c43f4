"""Messages that arrive at the same instant, over connections of their own."""

import threading
from collections.abc import Sequence

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from crm import clients, leads
from crm.messages import receive
from crm.models import (
    Client,
    ClientAddress,
    Communication,
    Conversation,
    Lead,
    Organization,
    WhatsappSender,
)
from crm.provider import InboundMedia, InboundMessage
from tests.factories import NOW, make_client, make_conversation, make_inbound, make_lead
from tests.race import at_once

Sessions = sessionmaker[Session]
PICTURE = (InboundMedia("https://api.twilio.com/Media/ME1", "image/jpeg"),)


def receive_all(sessions: Sessions, arriving: Sequence[InboundMessage]) -> None:
    """Receive all of them at once, each in its own transaction."""

    def receive_one(inbound: InboundMessage) -> None:
        with sessions.begin() as session:
            receive.receive(session, inbound, NOW)

    at_once([lambda one=one: receive_one(one) for one in arriving])  # type: ignore[misc]


def counts(sessions: Sessions) -> tuple[int, int, int, int]:
    """How many clients, leads, inbound messages and welcomes there are."""
    with sessions() as session:
        return (
            session.scalar(select(func.count(Client.id))) or 0,
            session.scalar(select(func.count(Lead.id))) or 0,
            session.scalar(
                select(func.count(Communication.id)).where(Communication.direction == "inbound")
            )
            or 0,
            session.scalar(
                select(func.count(Communication.id)).where(Communication.template_name == "welcome")
            )
            or 0,
        )


@pytest.mark.parametrize(
    ("addresses", "external"),
    [
        (["whatsapp:+77015550100"], None),
        (["whatsapp:KZ.1502"], None),
        (["whatsapp:+5215512345678", "whatsapp:+525512345678"], None),
        (["whatsapp:+5491123456789", "whatsapp:+541123456789"], None),
        (["whatsapp:+555196123456", "whatsapp:+5551996123456"], None),
        (["whatsapp:+77015550100", "whatsapp:KZ.1502"], "whatsapp:KZ.1502"),
    ],
)
def test_ten_first_messages_make_one_client_and_one_lead(
    sessions: Sessions, shared_sender: WhatsappSender, addresses: list[str], external: str | None
) -> None:
    arriving = [
        make_inbound(
            shared_sender,
            client_address=address,
            external_id=external if address != external else None,
            media=PICTURE if number % 3 else (),
        )
        for number, address in enumerate(addresses * (10 // len(addresses)))
    ]
    receive_all(sessions, arriving)
    assert counts(sessions) == (1, 1, 10, 1)
    with sessions() as session:
        assert session.scalar(select(func.count(Conversation.id))) == len(addresses)
        assert session.scalars(select(Lead.unread_messages_count)).one() == 10
        assert sum(session.scalars(select(Conversation.unread_count))) == 10


def test_ten_deliveries_of_one_message_are_one(
    sessions: Sessions, shared_sender: WhatsappSender
) -> None:
    receive_all(sessions, [make_inbound(shared_sender)] * 10)
    assert counts(sessions) == (1, 1, 1, 1)


def test_without_the_lock_one_person_would_be_two_clients(
    sessions: Sessions, shared_sender: WhatsappSender
) -> None:
    inbound = make_inbound(shared_sender, client_address="whatsapp:KZ.1")
    organization = shared_sender.organization_id
    barrier = threading.Barrier(2)

    def unlocked() -> int:
        with sessions.begin() as session:
            assert clients.find(session, organization, None, ["whatsapp:KZ.1"]) is None
            barrier.wait(10)
            return clients._create(session, organization, None, inbound, NOW).id

    assert len(set(at_once([unlocked, unlocked]))) == 2


def test_without_the_lock_two_leads_would_meet(
    sessions: Sessions, shared_sender: WhatsappSender
) -> None:
    with sessions(expire_on_commit=False) as session, session.begin():
        client = make_client(session, session.get_one(Organization, shared_sender.organization_id))
    inbound = make_inbound(shared_sender)
    barrier = threading.Barrier(2)

    def unlocked() -> bool:
        with sessions() as session:
            ours = session.get_one(Client, client.id)
            assert leads.open_of(session, ours.id) is None
            barrier.wait(10)
            try:
                leads.for_message(session, ours, inbound, NOW, may_open=True)
                session.commit()
            except Exception:  # noqa: BLE001  (the database's last line: one open lead a client)
                return False
            return True

    assert sorted(at_once([unlocked, unlocked])) == [False, True]


def test_two_people_do_not_wait_for_each_other(
    sessions: Sessions, shared_sender: WhatsappSender
) -> None:
    with sessions.begin() as held:
        receive.receive(held, make_inbound(shared_sender), NOW)
        with sessions.begin() as other:
            other.connection().exec_driver_sql("SET LOCAL lock_timeout = '200ms'")
            receive.receive(other, make_inbound(shared_sender), NOW)
    assert counts(sessions) == (2, 2, 2, 2)


def test_text_and_pictures_of_a_known_client_do_not_block_each_other_for_good(
    sessions: Sessions, shared_sender: WhatsappSender
) -> None:
    first = make_inbound(shared_sender)
    receive_all(sessions, [first])
    text = make_inbound(shared_sender, client_address=first.client_address)
    picture = make_inbound(
        shared_sender, client_address=first.client_address, kind="image", media=PICTURE
    )
    with sessions() as slow:
        # The slow road has seen the address; the quick one then takes its locks.
        clients.lock_identity(slow, shared_sender.organization_id, picture)
        clients.find_or_create(slow, shared_sender.organization_id, picture, NOW)
        quick = threading.Thread(target=receive_all, args=(sessions, [text]))
        quick.start()
        quick.join(0.3)
        receive.receive(slow, picture, NOW)
        slow.commit()
        quick.join(10)
    assert counts(sessions) == (1, 1, 3, 1)


def test_a_typed_client_and_a_first_message_are_one(
    sessions: Sessions, shared_sender: WhatsappSender
) -> None:
    inbound = make_inbound(shared_sender, client_address="whatsapp:+77015550102")
    with sessions() as agent:
        organization = agent.get_one(Organization, shared_sender.organization_id)
        make_client(agent, organization, phone="+77015550102", name="Typed")
        arriving = threading.Thread(target=receive_all, args=(sessions, [inbound]))
        arriving.start()
        arriving.join(0.3)
        agent.commit()
        arriving.join(10)
    assert counts(sessions) == (1, 1, 1, 1)
    with sessions() as session:
        assert session.scalars(select(Client.name)).one() == "Typed"
        assert session.scalars(select(ClientAddress.client_id)).all()


def test_a_lead_closed_at_this_moment_takes_no_more_messages(
    sessions: Sessions, shared_sender: WhatsappSender
) -> None:
    with sessions(expire_on_commit=False) as session, session.begin():
        client = make_client(session, session.get_one(Organization, shared_sender.organization_id))
        make_conversation(session, shared_sender, client)
        lead = make_lead(session, client)
    inbound = make_inbound(shared_sender, client_address=f"whatsapp:{client.phone}")
    with sessions() as agent:
        agent.get_one(Lead, lead.id, with_for_update=True).status = "won"
        agent.flush()
        arriving = threading.Thread(target=receive_all, args=(sessions, [inbound]))
        arriving.start()
        arriving.join(0.3)
        agent.commit()
        arriving.join(10)
    with sessions() as session:
        row = session.scalars(
            select(Communication).where(Communication.direction == "inbound")
        ).one()
        assert row.lead_id != lead.id
