"""STOP and START: what a client says about being written to, with its evidence."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.messages import receive
from crm.models import Client, ClientConsent, Communication, Conversation, Lead, WhatsappSender
from tests.factories import NOW, make_inbound

ADDRESS = "whatsapp:+77015550020"


def arrive(session: Session, sender: WhatsappSender, body: str, **values: Any) -> None:
    """One and the same client writes."""
    inbound = make_inbound(sender, client_address=ADDRESS, body=body, **values)
    receive.receive(session, inbound, NOW)


def queued(session: Session) -> list[str | None]:
    """The templates of the automatic messages that wait."""
    return list(
        session.scalars(
            select(Communication.template_name)
            .where(Communication.whatsapp_status == "queued")
            .order_by(Communication.id)
        )
    )


def said(session: Session) -> list[tuple[str, str, str]]:
    """Every statement of consent, in order."""
    rows = session.scalars(select(ClientConsent).order_by(ClientConsent.id))
    return [(row.state, row.source, row.evidence) for row in rows]


@pytest.mark.parametrize("word", ["STOP", "«Стоп!»", " отписаться. ", "Тоқта"])
def test_stop_is_written_down_with_its_words_and_acknowledged(
    session: Session, sender: WhatsappSender, word: str
) -> None:
    arrive(session, sender, "Привет")
    arrive(session, sender, word)
    assert said(session) == [("opted_out", "client_message", word)]
    assert queued(session) == ["welcome", "opt_out_ack"]
    evidence = session.scalars(select(ClientConsent.evidence_communication_id)).one()
    assert session.get_one(Communication, evidence).body == word


def test_stop_as_the_first_message_keeps_the_client_without_lead_or_welcome(
    session: Session, sender: WhatsappSender
) -> None:
    arrive(session, sender, "stop")
    assert session.scalars(select(Client.phone)).all() == ["+77015550020"]
    assert session.scalars(select(Lead)).all() == []
    assert session.scalars(select(Conversation.unread_count)).one() == 1
    assert queued(session) == ["opt_out_ack"]


def test_each_change_is_acknowledged_once(session: Session, sender: WhatsappSender) -> None:
    for word in ("stop", "STOP", "старт", "START", "stop"):
        arrive(session, sender, word)
    assert [state for state, _, _ in said(session)] == [
        *("opted_out", "opted_out", "opted_in", "opted_in", "opted_out")
    ]
    assert queued(session) == ["opt_out_ack", "opt_in_ack", "opt_out_ack"]


def test_start_of_someone_who_never_stopped_is_not_acknowledged(
    session: Session, sender: WhatsappSender
) -> None:
    arrive(session, sender, "START")
    assert said(session) == [("opted_in", "client_message", "START")]
    assert queued(session) == []


@pytest.mark.parametrize(("kind", "state"), [("STOP", "opted_out"), ("START", "opted_in")])
def test_what_the_provider_has_answered_is_not_answered_again(
    session: Session, sender: WhatsappSender, kind: str, state: str
) -> None:
    arrive(session, sender, "Arrêt", opt_out_type=kind)
    assert said(session) == [(state, "provider", "Arrêt")]
    assert queued(session) == []


@pytest.mark.parametrize("body", ["отмена", "cancel", "stop the tour please"])
def test_other_words_say_nothing_about_consent(
    session: Session, sender: WhatsappSender, body: str
) -> None:
    arrive(session, sender, body)
    assert said(session) == []
    assert queued(session) == ["welcome"]


def test_stop_of_a_known_client_stays_in_their_lead(
    session: Session, sender: WhatsappSender
) -> None:
    arrive(session, sender, "Привет")
    arrive(session, sender, "stop")
    assert session.scalars(select(Lead.unread_messages_count)).one() == 2
