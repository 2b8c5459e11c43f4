"""Nothing a client sends is invisible: every kind of message has its bubble and its line."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests import factories
from tests.browser import Browser
from tests.inbox.offices import Office

SPOT = {"latitude": "43.2389", "longitude": "76.9455", "address": "Пр. Абая 10", "label": "Офис"}
AD = {"headline": "Altai in September", "source_id": "altai-26", "source_url": "https://ad.example"}

KINDS: list[tuple[dict[str, Any], str]] = [
    ({"kind": "location", "details": {"location": SPOT}}, "Пр. Абая 10"),
    ({"kind": "location", "details": {}}, "Location"),
    ({"kind": "button", "details": {"button": {"text": "Вопрос агенту"}}}, "Вопрос агенту"),
    ({"kind": "button", "body": "Да"}, "Pressed a button"),
    ({"kind": "list", "details": {"list": {"title": "5 сентября"}}}, "5 сентября"),
    ({"kind": "reaction", "body": "👍"}, "👍"),
    ({"kind": "contacts"}, "Contact card"),
    ({"kind": "flow"}, "Filled-in form"),
    ({"kind": "sticker"}, "Sticker"),
    ({"kind": "unknown", "details": {"message_type": "order"}}, "order"),
    ({"body": "Смотрите", "details": {"forwarded": True}}, "Forwarded"),
    ({"details": {"referral": AD}}, "Altai in September"),
    ({"body": "Да", "details": {"reply_to_sid": "SM1"}}, "a message we no longer have"),
]


@pytest.mark.parametrize(("values", "shown"), KINDS)
def test_every_kind_is_shown(
    office: Office, agent: Browser, session: Session, values: dict[str, Any], shown: str
) -> None:
    """In the conversation, and without a fault in the list."""
    factories.make_communication(session, office.conversation, **{"body": "", **values})
    session.commit()
    assert shown in agent.get(office.path).text
    assert agent.get("/inbox/list").status_code == 200


def test_an_answer_shows_what_it_answers(office: Office, agent: Browser, session: Session) -> None:
    """Yes to which of two questions?"""
    ours = factories.make_outbound(session, office.conversation, body="Едете пятого?")
    factories.make_communication(session, office.conversation, body="Да", reply_to_id=ours.id)
    session.commit()
    html = agent.get(office.path).text
    assert f'href="#m-{ours.public_id}"' in html
    assert html.count("Едете пятого?") == 2


def test_an_advertisements_address_is_a_link_only_if_it_is_one(
    office: Office, agent: Browser, session: Session
) -> None:
    """The provider passes on what somebody typed."""
    bad = {"referral": {"headline": "x", "source_url": "javascript:alert(1)"}}
    factories.make_communication(session, office.conversation, details=bad)
    session.commit()
    assert "javascript:" not in agent.get(office.path).text


TICKS: list[tuple[dict[str, Any], str]] = [
    ({"whatsapp_status": "queued"}, "Waiting to be sent"),
    ({"whatsapp_status": "sent"}, "Sent"),
    ({"whatsapp_status": "delivered"}, "Delivered"),
    ({"whatsapp_status": "read"}, "Read"),
    ({"whatsapp_status": "failed"}, "not delivered"),
    ({"whatsapp_status": "suppressed", "suppressed_reason": "opted_out"}, "not sent"),
    ({"whatsapp_status": "sending", "looks": 1, "next_look_at": factories.NOW}, "asking Twilio"),
    ({"whatsapp_status": "sending"}, "unknown, see Tasks"),
]


@pytest.mark.parametrize(("values", "word"), TICKS)
def test_where_a_message_stands_is_a_word_and_not_only_a_sign(
    office: Office, agent: Browser, session: Session, values: dict[str, Any], word: str
) -> None:
    """Colour and shape alone say nothing to some readers."""
    message = factories.make_outbound(session, office.conversation, **values)
    session.commit()
    html = agent.get(office.path).text
    foot = html.partition(f'id="foot-{message.public_id}"')[2].partition("</p>")[0]
    assert word in foot
