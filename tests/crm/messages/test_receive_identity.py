"""Who an inbound message is from: one person for every spelling, name, language and zone."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm import clients
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
from tests.factories import NOW, make_client, make_inbound, make_organization, make_sender


def arrive(session: Session, sender: WhatsappSender, address: str, **values: Any) -> Client:
    """Receive a message from this address and give back whose it is."""
    inbound = make_inbound(sender, client_address=address, **values)
    received = receive.receive(session, inbound, NOW)
    return session.get_one(
        Client, session.get_one(Communication, received.communication_id).client_id
    )


TWINS = [
    ("whatsapp:+5215512345678", "whatsapp:+525512345678", "+525512345678"),
    ("whatsapp:+5491123456789", "whatsapp:+541123456789", "+5491123456789"),
    ("whatsapp:+555196123456", "whatsapp:+5551996123456", "+5551996123456"),
]


@pytest.mark.parametrize(("one", "other", "phone"), TWINS)
@pytest.mark.parametrize("swapped", [False, True])
def test_both_spellings_are_one_client_and_each_keeps_its_conversation(
    session: Session, sender: WhatsappSender, one: str, other: str, phone: str, swapped: bool
) -> None:
    first, second = (other, one) if swapped else (one, other)
    assert arrive(session, sender, first).id == arrive(session, sender, second).id
    assert session.scalars(select(Client.phone)).one() == phone
    addresses = session.scalars(
        select(ClientAddress.address).join(
            Conversation, Conversation.address_id == ClientAddress.id
        )
    )
    assert sorted(addresses) == sorted([one, other])
    assert session.scalars(select(Lead.unread_messages_count)).one() == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("whatsapp:+555132123456", "whatsapp:+5551932123456"),
        ("whatsapp:+5551996123456", "whatsapp:+5551996123457"),
        ("whatsapp:+77015550001", "whatsapp:+77015550002"),
    ],
)
def test_landlines_and_other_mobiles_are_other_clients(
    session: Session, sender: WhatsappSender, one: str, other: str
) -> None:
    assert arrive(session, sender, one).id != arrive(session, sender, other).id


@pytest.mark.parametrize(("one", "other", "phone"), TWINS)
@pytest.mark.parametrize("stored", [0, 1, 2])
def test_a_row_with_only_organization_name_and_phone_is_found(
    session: Session, sender: WhatsappSender, one: str, other: str, phone: str, stored: int
) -> None:
    typed = (one.removeprefix("whatsapp:"), other.removeprefix("whatsapp:"), phone)[stored]
    session.execute(
        text("INSERT INTO clients (organization_id, name, phone) VALUES (:o, 'Ana', :phone)"),
        {"o": sender.organization_id, "phone": typed},
    )
    found = {arrive(session, sender, address).id for address in (one, other)}
    assert found == set(session.scalars(select(Client.id)))
    assert session.scalars(select(Client.name)).one() == "Ana"


def test_a_hidden_number_is_a_client_without_a_phone(
    session: Session, sender: WhatsappSender
) -> None:
    client = arrive(session, sender, "whatsapp:BR.1502abc", profile_name="")
    assert (client.phone, client.name, client.name_is_placeholder) == (None, "BR.1502abc", True)


def test_a_hidden_client_is_known_again_by_the_id_beside_the_number(
    session: Session, sender: WhatsappSender
) -> None:
    hidden = arrive(session, sender, "whatsapp:KZ.1502")
    shown = arrive(session, sender, "whatsapp:+77015550003", external_id="whatsapp:KZ.1502")
    assert shown.id == hidden.id
    session.refresh(shown)
    assert shown.phone == "+77015550003"


def test_a_client_is_known_by_the_id_once_their_number_is_hidden(
    session: Session, sender: WhatsappSender
) -> None:
    shown = arrive(session, sender, "whatsapp:+77015550004", external_id="whatsapp:KZ.9")
    hidden = arrive(session, sender, "whatsapp:KZ.9")
    assert hidden.id == shown.id
    assert hidden.phone == "+77015550004"


def test_the_id_of_another_client_does_not_move(session: Session, sender: WhatsappSender) -> None:
    hidden = arrive(session, sender, "whatsapp:KZ.1502")
    known = arrive(session, sender, "whatsapp:+77015550005")
    both = arrive(session, sender, "whatsapp:+77015550005", external_id="whatsapp:KZ.1502")
    assert both.id == known.id
    assert arrive(session, sender, "whatsapp:KZ.1502").id == hidden.id


@pytest.mark.parametrize("profile", ["", "   ", "🌸✨", "\u200b"])
def test_the_number_stands_in_for_a_name_until_one_is_known(
    session: Session, sender: WhatsappSender, profile: str
) -> None:
    client = arrive(session, sender, "whatsapp:+77015550006", profile_name=profile)
    assert (client.name, client.name_is_placeholder) == ("+7 701 555 0006", True)
    arrive(session, sender, "whatsapp:+77015550006", profile_name="Айгүль  Ким")
    session.refresh(client)
    assert (client.name, client.name_is_placeholder) == ("Айгүль Ким", False)


def test_a_real_name_is_never_overwritten(session: Session, sender: WhatsappSender) -> None:
    client = arrive(session, sender, "whatsapp:+77015550007", profile_name="Мария")
    arrive(session, sender, "whatsapp:+77015550007", profile_name="🌸 Masha 🌸")
    session.refresh(client)
    assert client.name == "Мария"


@pytest.mark.parametrize(
    ("address", "bodies", "language"),
    [
        ("whatsapp:+77015550008", ["Hello there"], "en"),
        ("whatsapp:+12025550123", ["Сәлем!"], "ru"),
        ("whatsapp:+12025550123", ["Hello", "Привет, это снова я"], "en"),
        ("whatsapp:+77015550008", ["👋", "Hi"], "en"),
        ("whatsapp:+77015550008", ["👋"], "ru"),
        ("whatsapp:+996555123456", ["?"], "ru"),
        ("whatsapp:+12025550123", ["👋"], "en"),
        ("whatsapp:BR.1502", ["123"], "en"),
    ],
)
def test_the_language_is_guessed_once_else_from_the_number(
    session: Session, sender: WhatsappSender, address: str, bodies: list[str], language: str
) -> None:
    for body in bodies:
        client = arrive(session, sender, address, body=body)
    session.refresh(client)
    assert clients.language_of(client, "en") == language


def test_the_language_an_agent_set_stays(session: Session, sender: WhatsappSender) -> None:
    organization = session.get_one(Organization, sender.organization_id)
    client = make_client(session, organization, preferred_language="en")
    arrive(session, sender, f"whatsapp:{client.phone}", body="Здравствуйте")
    session.refresh(client)
    assert client.preferred_language == "en"


@pytest.mark.parametrize(
    ("phone", "own", "zone"),
    [
        ("+77015550009", None, "Asia/Almaty"),
        ("+77015550009", "Europe/Berlin", "Europe/Berlin"),
        ("+996555123456", None, "Asia/Bishkek"),
        ("+12025550123", None, "America/New_York"),
        ("+79161234567", None, "Asia/Tashkent"),
        (None, None, "Asia/Tashkent"),
    ],
)
def test_the_zone_is_the_agents_the_numbers_or_the_organizations(
    session: Session, sender: WhatsappSender, phone: str | None, own: str | None, zone: str
) -> None:
    organization = session.get_one(Organization, sender.organization_id)
    client = make_client(session, organization, phone=phone, timezone=own)
    assert clients.timezone_of(client, "Asia/Tashkent") == zone


def test_a_colleague_gets_no_lead_and_no_welcome(session: Session, sender: WhatsappSender) -> None:
    organization = session.get_one(Organization, sender.organization_id)
    guide = make_client(session, organization, kind="internal")
    arrive(session, sender, f"whatsapp:{guide.phone}")
    assert session.scalars(select(Lead)).all() == []
    assert session.scalars(select(Communication.lead_id)).all() == [None]


def test_two_organizations_never_share_a_client(session: Session, sender: WhatsappSender) -> None:
    elsewhere = make_sender(session, make_organization(session))
    here = arrive(session, sender, "whatsapp:+77015550010", external_id="whatsapp:KZ.1")
    there = arrive(session, elsewhere, "whatsapp:+77015550010", external_id="whatsapp:KZ.1")
    assert here.id != there.id
    assert there.organization_id == elsewhere.organization_id
    for client in (here, there):
        rows = session.scalars(select(Communication).where(Communication.client_id == client.id))
        assert {row.organization_id for row in rows} == {client.organization_id}
    assert session.scalars(select(Conversation.unread_count)).all() == [1, 1]


def test_a_second_number_of_ours_is_a_second_conversation_of_one_lead(
    session: Session, sender: WhatsappSender
) -> None:
    organization = session.get_one(Organization, sender.organization_id)
    arrive(session, sender, "whatsapp:+77015550011")
    arrive(session, make_sender(session, organization), "whatsapp:+77015550011")
    assert len(session.scalars(select(Conversation)).all()) == 2
    assert session.scalars(select(Lead.unread_messages_count)).one() == 2
