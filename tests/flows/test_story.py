"""The story of one client, from the first message to the read answer."""

import base64
from typing import Any

import pytest

from crm.errors import WindowClosed
from tests.flows import desk
from tests.product import Product, until


def test_a_first_message_is_answered_in_russian_and_its_ticks_turn_blue(
    product: Product, phone: str
) -> None:
    product.writes(phone, "Здравствуйте, есть туры на Алтай?", name="Мария")
    (welcome,) = until(lambda: _answers(product, phone))
    assert welcome["body"].startswith("Здравствуйте, Мария!")
    until(lambda: _last(product, phone) == "read")
    found = f"{_CLIENT} JOIN leads l ON l.client_id = c.id WHERE phone = :phone"
    assert product.sql(f"SELECT name, preferred_language, status {found}", phone=phone) == [
        ("Мария", "ru", "new")
    ]


def test_a_first_message_in_english_is_answered_in_english(product: Product) -> None:
    phone = "+14155550002"
    product.writes(phone, "Hello, do you have tours to Altai?", name="John")
    (welcome,) = until(lambda: _answers(product, phone))
    assert welcome["body"].startswith("Hello John!")
    wanted = f"SELECT preferred_language {_CLIENT} WHERE phone = :phone"
    assert product.one(wanted, phone=phone) == "en"


@pytest.mark.parametrize(("first", "word"), [("Привет", "стоп"), ("Hello", "STOP")])
def test_after_stop_comes_its_acknowledgement_and_nothing_more(
    product: Product, phone: str, first: str, word: str
) -> None:
    product.writes(phone, first)
    until(lambda: len(_answers(product, phone)) == 1)
    product.writes(phone, word)
    until(lambda: len(_answers(product, phone)) == 2, 20)
    lost = "UPDATE leads SET status = 'lost', lost_at = now() - interval '30 days'"
    product.sql(f"{lost} WHERE client_id = (SELECT c.id {_CLIENT} WHERE phone = :p)", p=phone)
    product.writes(phone, f"{first}!")
    leads = f"SELECT count(*) {_CLIENT} JOIN leads l ON l.client_id = c.id WHERE phone = :p"
    until(lambda: product.one(leads, p=phone) == 2)
    assert product.one(f"SELECT count(*) {_OURS}", phone=phone) == 2


def test_a_picture_is_kept_as_it_was(product: Product, phone: str) -> None:
    product.writes(phone, "Вот так", kind="image")
    media = list(product.simulator.network.media.values())[-1]
    stored = "SELECT storage_key FROM attachments WHERE state = 'stored' ORDER BY id DESC LIMIT 1"
    ((key,),) = until(lambda: product.sql(stored))
    kept = (product.folder / "media" / key[:2] / key).read_bytes()
    assert kept == base64.b64decode(media.content)


def test_an_agent_answers_inside_the_window(product: Product, phone: str) -> None:
    product.writes(phone)
    until(lambda: _answers(product, phone))
    desk.answer(product, phone, "Есть два места на 12 августа.")
    until(lambda: len(_answers(product, phone)) == 2)
    assert _answers(product, phone)[-1]["body"] == "Есть два места на 12 августа."
    status = f"SELECT status {_CLIENT} JOIN leads l ON l.client_id = c.id WHERE phone = :phone"
    assert product.one(status, phone=phone) == "contacted"


def test_after_a_day_only_an_approved_template_arrives(product: Product, phone: str) -> None:
    product.writes(phone, name="Мария")
    until(lambda: _last(product, phone) == "read")
    desk.close_window(product, phone)
    with pytest.raises(WindowClosed):
        desk.answer(product, phone, "Есть места.")
    values = {"client_name": "Мария", "org_name": "Dreamland PRO", "topic": "тур на Алтай"}
    desk.answer_by_template(product, phone, "conversation_reopen_lead", "ru", values)
    until(lambda: len(_answers(product, phone)) == 2)
    assert _answers(product, phone)[-1]["content_sid"].startswith("HX")
    until(lambda: _last(product, phone) == "read")


def test_an_automatic_answer_refused_for_the_window_goes_as_its_template(
    product: Product, phone: str
) -> None:
    product.control("faults", name="fail", code="63016", next=1, phone=f"whatsapp:{phone}")
    product.writes(phone)
    (welcome,) = until(lambda: _answers(product, phone), 20)
    assert welcome["content_sid"].startswith("HX")
    statuses = product.sql(f"SELECT whatsapp_status {_OURS} ORDER BY m.id", phone=phone)
    assert statuses[0] == ("failed",)
    assert len(statuses) == 2


_CLIENT = "FROM clients c"
_OURS = """FROM communications m JOIN clients c ON c.id = m.client_id
    WHERE m.direction = 'outbound' AND c.phone = :phone"""


def _answers(product: Product, phone: str) -> list[dict[str, Any]]:
    """What reached the client's phone."""
    return product.arrived(f"whatsapp:{phone}")


def _last(product: Product, phone: str) -> str | None:
    """Where our last message to the client stands."""
    found = product.sql(f"SELECT whatsapp_status {_OURS} ORDER BY m.id DESC LIMIT 1", phone=phone)
    return str(found[0][0]) if found else None
