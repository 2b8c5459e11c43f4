"""An inbound message: what is kept of it, and what its repeat changes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from crm.messages import receive
from crm.models import (
    Attachment,
    ClientAddress,
    Communication,
    Conversation,
    Lead,
    Organization,
    WhatsappSender,
)
from crm.provider import InboundMedia, InboundMessage, NotAMessage
from tests.factories import (
    NOW,
    make_client,
    make_communication,
    make_conversation,
    make_inbound,
    make_lead,
    make_organization,
    make_outbound,
    make_sender,
)

PICTURE = InboundMedia("https://api.twilio.com/Media/ME1", "image/jpeg")


def arrive(session: Session, sender: WhatsappSender, **values: Any) -> Communication:
    """Receive a message and give back its row."""
    received = receive.receive(session, make_inbound(sender, **values), NOW)
    return session.get_one(Communication, received.communication_id)


def count(session: Session, table: type[Any]) -> int:
    """How many rows there are."""
    return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    "kind",
    [
        "text",
        "image",
        "audio",
        "video",
        "document",
        "sticker",
        "location",
        "contacts",
        "button",
        "list",
        "flow",
        "reaction",
        "unknown",
    ],
)
def test_every_kind_of_message_is_kept_and_answered(
    session: Session, sender: WhatsappSender, kind: str
) -> None:
    row = arrive(session, sender, kind=kind, body="", details={"fields": {"New": "1"}})
    assert (row.kind, row.direction, row.whatsapp_status) == (kind, "inbound", "received")
    assert row.details["fields"] == {"New": "1"}
    assert session.scalars(select(Communication.template_name)).all()[-1] == "welcome"


def test_everything_said_beyond_the_columns_is_kept(
    session: Session, sender: WhatsappSender
) -> None:
    row = arrive(
        session,
        sender,
        kind="button",
        button_text="Да",
        button_payload="PAY:12",
        referral={"headline": "Алтай", "source_id": "77"},
        forwarded=True,
        reply_to_sid="SM" + "f" * 32,
        details={"location": {"latitude": 43.2}},
    )
    assert row.details == {
        "location": {"latitude": 43.2},
        "button": {"text": "Да", "payload": "PAY:12"},
        "referral": {"headline": "Алтай", "source_id": "77"},
        "forwarded": True,
        "reply_to_sid": "SM" + "f" * 32,
    }


def test_an_advertisement_is_the_source_of_the_lead(
    session: Session, sender: WhatsappSender
) -> None:
    row = arrive(session, sender, referral={"headline": "Алтай"})
    assert session.get_one(Lead, row.lead_id).source_detail == {"headline": "Алтай"}


def test_an_answer_knows_which_of_our_messages_it_answers(
    session: Session, sender: WhatsappSender
) -> None:
    first = arrive(session, sender, client_address="whatsapp:+77017777777")
    conversation = session.get_one(Conversation, first.conversation_id)
    ours = make_outbound(
        session, conversation, whatsapp_status="sent", whatsapp_message_id="SM" + "a" * 32
    )
    answer = arrive(
        session, sender, client_address="whatsapp:+77017777777", reply_to_sid="SM" + "a" * 32
    )
    assert answer.reply_to_id == ours.id


def test_an_answer_never_points_into_another_organization(
    session: Session, sender: WhatsappSender
) -> None:
    other = make_organization(session)
    theirs = make_conversation(session, make_sender(session, other), make_client(session, other))
    make_communication(session, theirs, whatsapp_message_id="SM" + "b" * 32)
    assert arrive(session, sender, reply_to_sid="SM" + "b" * 32).reply_to_id is None


def test_long_emoji_and_right_to_left_text_arrives_whole(
    session: Session, sender: WhatsappSender
) -> None:
    body = "مرحبا 👩‍👩‍👧 " + "я" * 4082
    assert arrive(session, sender, body=body).body == body


def test_an_album_is_one_message_with_all_its_files(
    session: Session, sender: WhatsappSender
) -> None:
    second = InboundMedia("https://api.twilio.com/Media/ME2", "video/mp4")
    row = arrive(session, sender, kind="image", body="", media=(PICTURE, second))
    assert (row.media_url, row.media_type) == (PICTURE.url, "image/jpeg")
    files = session.scalars(select(Attachment).order_by(Attachment.position)).all()
    assert [(f.source_url, f.state, f.next_attempt_at) for f in files] == [
        (PICTURE.url, "waiting", NOW),
        (second.url, "waiting", NOW),
    ]


@pytest.mark.parametrize("media", [(), (PICTURE,)])
def test_a_repeat_changes_nothing(
    session: Session, sender: WhatsappSender, media: tuple[InboundMedia, ...]
) -> None:
    inbound = make_inbound(sender, media=media)
    receive.receive(session, inbound, NOW)
    again = receive.receive(session, inbound, NOW + timedelta(minutes=2))
    assert again.communication_id is None
    session.expire_all()
    conversation = session.scalars(select(Conversation)).one()
    lead = session.scalars(select(Lead)).one()
    assert (conversation.unread_count, lead.unread_messages_count) == (1, 1)
    assert conversation.last_inbound_at == NOW
    assert (count(session, Communication), count(session, Attachment)) == (2, len(media))


def test_counts_are_those_of_the_unread_messages(session: Session, sender: WhatsappSender) -> None:
    someone = {"client_address": "whatsapp:+77015550001"}
    for number in range(4):
        arrive(session, sender, media=(PICTURE,) if number % 2 else (), **someone)
    session.expire_all()
    assert session.scalars(select(Conversation.unread_count)).one() == 4
    assert session.scalars(select(Lead.unread_messages_count)).one() == 4


def test_a_late_message_does_not_set_the_window_back(
    session: Session, sender: WhatsappSender
) -> None:
    first = make_inbound(sender)
    late = make_inbound(sender, client_address=first.client_address)
    receive.receive(session, first, NOW)
    receive.receive(session, late, NOW - timedelta(hours=2))
    conversation = session.scalars(select(Conversation)).one()
    assert conversation.last_inbound_at == conversation.last_message_at == NOW
    assert session.scalars(select(ClientAddress.last_seen_at)).one() == NOW
    assert session.scalars(select(Lead.last_message_at)).one() == NOW


def test_the_first_message_opens_the_window_of_a_conversation_begun_by_us(
    session: Session, sender: WhatsappSender
) -> None:
    organization = session.get_one(Organization, sender.organization_id)
    client = make_client(session, organization)
    conversation = make_conversation(session, sender, client, last_inbound_at=None)
    make_lead(session, client)
    arrive(session, sender, client_address=f"whatsapp:{client.phone}")
    session.refresh(conversation)
    assert conversation.last_inbound_at == NOW


def test_a_number_that_is_none_of_ours_is_for_a_person(
    session: Session, sender: WhatsappSender
) -> None:
    with pytest.raises(receive.UnknownSender):
        arrive(session, sender, sender_address="whatsapp:+77270000000")


def test_our_own_number_is_nobodys_client(session: Session, sender: WhatsappSender) -> None:
    other = make_sender(session, session.get_one(Organization, sender.organization_id))
    with pytest.raises(NotAMessage):
        arrive(session, sender, client_address=other.address)
    assert count(session, ClientAddress) == 0


def statements(session: Session, inbound: InboundMessage) -> list[str]:
    """What the ingest asks of the database."""
    asked: list[str] = []

    def note(_: object, __: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    receive.receive(session, inbound, NOW)
    event.remove(connection, "before_cursor_execute", note)
    return asked


def test_a_text_of_a_known_client_takes_two_statements(
    session: Session, sender: WhatsappSender
) -> None:
    first = make_inbound(sender)
    receive.receive(session, first, NOW)
    again = make_inbound(sender, client_address=first.client_address)
    assert len(statements(session, again)) == 2


def test_a_text_of_a_client_with_an_id_beside_takes_two_statements(
    session: Session, sender: WhatsappSender
) -> None:
    first = make_inbound(sender, external_id="whatsapp:KZ.77")
    receive.receive(session, first, NOW)
    later = NOW + timedelta(minutes=1)
    again = make_inbound(sender, client_address=first.client_address, external_id="whatsapp:KZ.77")
    assert len(statements(session, again)) == 2
    receive.receive(session, make_inbound(sender, client_address="whatsapp:KZ.77"), later)
    assert count(session, ClientAddress) == 2
