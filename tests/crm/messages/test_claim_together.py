"""Claims beside other work, over connections of their own: nothing twice, nobody stuck."""

import threading
from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from crm import consents
from crm.messages import receive
from crm.messages.thread import find_known
from crm.models import Communication, Conversation, Organization, WhatsappSender
from tests.crm.messages.sending import take
from tests.factories import (
    NOW,
    make_client,
    make_conversation,
    make_inbound,
    make_lead,
    make_outbound,
    make_template,
    make_welcome,
)
from tests.race import at_once

Sessions = sessionmaker[Session]


def fill(sessions: Sessions, sender: WhatsappSender, clients: int) -> None:
    """So many clients, each with a message of ours waiting."""
    with sessions.begin() as session:
        organization = session.get_one(Organization, sender.organization_id)
        for _ in range(clients):
            client = make_client(session, organization)
            make_lead(session, client)
            make_outbound(session, make_conversation(session, sender, client))


def test_two_drains_never_claim_the_same_row(
    sessions: Sessions, shared_sender: WhatsappSender
) -> None:
    fill(sessions, shared_sender, 40)

    def drain(owner: str) -> list[int]:
        mine: list[int] = []
        for _ in range(12):
            with sessions.begin() as session:
                mine += [one.id for one in take(session, shared_sender.id, NOW, owner, 5)]
                session.execute(text("UPDATE whatsapp_senders SET lease_until = NULL"))
        return mine

    claimed = [*at_once([lambda: drain("one"), lambda: drain("two")])]
    assert claimed[0]
    assert claimed[1]
    assert len(set(claimed[0] + claimed[1])) == len(claimed[0] + claimed[1]) == 40


def test_a_claim_and_a_message_of_the_same_client_do_not_deadlock(
    sessions: Sessions, shared_sender: WhatsappSender
) -> None:
    fill(sessions, shared_sender, 1)
    with sessions() as session:
        conversation = session.scalars(select(Conversation)).one()
        phone = session.scalars(text("SELECT phone FROM clients")).one()
    inbound = make_inbound(shared_sender, client_address=f"whatsapp:{phone}")

    def drain() -> None:
        with sessions.begin() as session:
            take(session, shared_sender.id)

    with sessions() as arriving:
        assert find_known(arriving, inbound) is not None
        draining = threading.Thread(target=drain)
        draining.start()
        draining.join(0.3)
        receive.receive(arriving, inbound, NOW)
        arriving.commit()
        draining.join(10)
    with sessions() as session:
        assert session.get_one(Conversation, conversation.id).unread_count == 1
        rows = session.scalars(select(Communication.whatsapp_status)).all()
        assert sorted(rows) == ["received", "sending"]


def test_a_stop_before_the_claim_is_heard(
    sessions: Sessions, shared_sender: WhatsappSender
) -> None:
    with sessions(expire_on_commit=False) as session, session.begin():
        organization = session.get_one(Organization, shared_sender.organization_id)
        make_template(session, organization)
        client = make_client(session, organization)
        row = make_welcome(session, make_conversation(session, shared_sender, client))
    with sessions() as drain:
        drain.execute(select(Communication)).all()  # its transaction has begun already
        with sessions.begin() as session:
            consents.record(
                session,
                client.organization_id,
                client.id,
                "opted_out",
                source="client_message",
                evidence="stop",
                communication_id=None,
                now=NOW + timedelta(seconds=1),
            )
        assert take(drain, shared_sender.id) == []
        assert drain.get_one(Communication, row.id).suppressed_reason == "opted_out"
