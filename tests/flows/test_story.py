"""The story of one client, from the first message to the read answer."""

import base64
from pathlib import Path
from typing import Any

import pytest

from crm.errors import WindowClosed
from tests.flows import desk
from tests.product import Product, until

MARIA, JOHN = "+77015550001", "+14155550002"


def test_a_first_message_is_answered_in_russian_and_its_ticks_turn_blue(product: Product) -> None:
    product.writes(MARIA, "Здравствуйте, есть туры на Алтай?", name="Мария")
    (welcome,) = until(lambda: product.arrived(f"whatsapp:{MARIA}"))
    assert welcome["body"].startswith("Здравствуйте, Мария!")
    until(lambda: _last(product) == "read")
    assert product.sql("SELECT name, phone, preferred_language FROM clients") == [
        ("Мария", MARIA, "ru")
    ]
    assert product.sql("SELECT status, unread_messages_count FROM leads") == [("new", 1)]


def test_a_first_message_in_english_is_answered_in_english(product: Product) -> None:
    product.writes(JOHN, "Hello, do you have tours to Altai?", name="John")
    (welcome,) = until(lambda: product.arrived(f"whatsapp:{JOHN}"))
    assert welcome["body"].startswith("Hello")
    assert "John" in welcome["body"]
    assert product.one("SELECT preferred_language FROM clients") == "en"


@pytest.mark.parametrize(
    ("phone", "first", "word"), [(MARIA, "Привет", "стоп"), (JOHN, "Hi", "STOP")]
)
def test_after_stop_comes_its_acknowledgement_and_nothing_more(
    product: Product, phone: str, first: str, word: str
) -> None:
    product.writes(phone, first)
    until(lambda: len(product.arrived()) == 1)
    product.writes(phone, word)
    product.sql("UPDATE conversations SET last_call_at = NULL")
    until(lambda: len(product.arrived()) == 2)
    product.sql("UPDATE leads SET status = 'lost', lost_at = now() - interval '30 days'")
    product.writes(phone, first + "!")
    until(lambda: product.one("SELECT count(*) FROM leads") == 2)
    product.writes("+77015550009", first)
    until(lambda: product.arrived("whatsapp:+77015550009"))
    assert len(product.arrived(f"whatsapp:{phone}")) == 2
    assert _opted_out(product)


def test_a_picture_is_kept_as_it_was(product: Product) -> None:
    sent = product.writes(MARIA, "Вот так", kind="image")["message"]
    media: Any = product.simulator.network.media
    content = base64.b64decode(next(iter(media.values())).content)
    stored = "SELECT storage_key FROM attachments WHERE state = 'stored'"
    ((key,),) = until(lambda: product.sql(stored))
    assert (product.folder / "media" / Path(key[:2]) / key).read_bytes() == content
    assert product.one(
        "SELECT body FROM communications WHERE whatsapp_message_id = :sid", sid=sent["sid"]
    )


def test_an_agent_answers_inside_the_window(product: Product) -> None:
    product.writes(MARIA)
    until(product.arrived)
    desk.answer(product, MARIA, "Есть два места на 12 августа.")
    until(lambda: len(product.arrived()) == 2)
    assert product.arrived()[-1]["body"] == "Есть два места на 12 августа."
    assert product.one("SELECT status FROM leads") == "contacted"


def test_after_a_day_only_an_approved_template_arrives(product: Product) -> None:
    product.writes(MARIA, name="Мария")
    until(lambda: _last(product) == "read")
    desk.close_window(product, MARIA)
    with pytest.raises(WindowClosed):
        desk.answer(product, MARIA, "Есть места.")
    desk.approve_templates(product)
    values = {"client_name": "Мария", "org_name": "Dreamland PRO", "topic": "тур на Алтай"}
    desk.answer_by_template(product, MARIA, "conversation_reopen_lead", "ru", values)
    until(lambda: len(product.arrived()) == 2)
    assert product.arrived()[-1]["content_sid"].startswith("HX")
    until(lambda: _last(product) == "read")


def test_an_automatic_answer_refused_for_the_window_goes_as_its_template(product: Product) -> None:
    desk.approve_templates(product)
    product.control("faults", name="fail", code="63016", next=1)
    product.writes(MARIA)
    (welcome,) = until(product.arrived, 30)
    assert welcome["content_sid"].startswith("HX")
    assert product.one("SELECT count(*) FROM communications WHERE whatsapp_status = 'failed'") == 1


def _last(product: Product) -> str:
    """Where our last message stands."""
    found = product.sql(
        "SELECT whatsapp_status FROM communications WHERE direction = 'outbound'"
        " ORDER BY id DESC LIMIT 1"
    )
    return str(found[0][0]) if found else "none"


def _opted_out(product: Product) -> bool:
    found = product.sql("SELECT state FROM client_consents ORDER BY id DESC LIMIT 1")
    return bool(found) and found[0][0] == "opted_out"
