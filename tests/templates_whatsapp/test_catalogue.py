"""The stock messages as they are loaded."""

import shutil
from pathlib import Path

import pytest

from templates_whatsapp import catalogue, check
from templates_whatsapp.catalogue import BrokenTemplate, Button, Link, StockTemplate, Variable
from templates_whatsapp.render import numbered, render

STOCK = catalogue.load()


def find(name: str, language: str) -> StockTemplate:
    """The one stock message of that name and language."""
    [found] = [one for one in STOCK if (one.name, one.language) == (name, language)]
    return found


def test_nothing_is_wrong_with_the_stock() -> None:
    assert check.findings() == []


def test_every_message_comes_in_both_languages() -> None:
    names = list(dict.fromkeys(one.name for one in STOCK))
    assert [(one.name, one.language) for one in STOCK] == [
        (name, language) for name in names for language in ("en", "ru")
    ]


def test_a_message_has_all_that_a_row_needs() -> None:
    message = find("conversation_reopen_lead", "ru")
    assert (message.version, message.category, message.content_type) == (
        1,
        "utility",
        "quick-reply",
    )
    assert message.title == "Ответ готов"
    assert message.variables[0] == Variable("client_name", "Мария")
    assert message.buttons == (Button("CONTINUE", "Продолжить"),)
    assert message.body.startswith("Здравствуйте, {{ client_name }}!")


@pytest.mark.parametrize("message", STOCK, ids=lambda one: f"{one.name}.{one.language}")
def test_each_body_is_filled_and_numbered_whole(message: StockTemplate) -> None:
    examples = {one.name: one.example for one in message.variables}
    filled = render(message.body, examples)
    assert all(example in filled for example in examples.values())
    assert "{" not in filled
    counted = numbered(message.body, list(examples))
    assert all(f"{{{{{n}}}}}" in counted for n in range(1, len(examples) + 1))


@pytest.mark.parametrize(
    ("name", "language", "word"),
    [
        ("welcome", "en", "STOP"),
        ("welcome_after_hours", "ru", "СТОП"),
        ("opt_out_ack", "ru", "СТАРТ"),
        ("opt_in_ack", "en", "STOP"),
    ],
)
def test_the_way_out_and_back_is_told(name: str, language: str, word: str) -> None:
    assert word in find(name, language).body


def test_acknowledgements_need_no_values() -> None:
    assert [one.variables for one in STOCK if one.name.startswith("opt_")] == [()] * 4


def test_a_message_may_have_a_link_and_a_document() -> None:
    message = find("booking_confirmed", "ru")
    assert (message.content_type, message.header) == ("card", "document")
    assert message.buttons == (Link("trip", "Детали поездки"),)


def test_what_goes_inside_the_window_only_is_marked() -> None:
    assert find("handover", "en").free_form
    assert catalogue.is_free_form("handover")
    assert not catalogue.is_free_form("refund_sent")


def test_people_see_the_purpose_and_never_the_code_name() -> None:
    assert catalogue.title("welcome", "ru") == "Приветствие"
    assert catalogue.title("welcome", "en") == "Welcome"
    assert catalogue.title("an_old_one", "en") == "An old one"


def test_a_broken_folder_is_refused_with_every_reason(tmp_path: Path) -> None:
    shutil.copytree(catalogue.HERE / "bodies", tmp_path / "bodies")
    shutil.copy(catalogue.HERE / check.CATALOGUE, tmp_path)
    (tmp_path / "bodies/welcome.en.txt").unlink()
    (tmp_path / "bodies/welcome.ru.txt").write_text("", encoding="utf-8")
    with pytest.raises(BrokenTemplate) as refusal:
        catalogue.load(tmp_path)
    assert str(refusal.value).splitlines() == [
        "bodies/welcome.en.txt:1: the file is missing",
        "bodies/welcome.ru.txt:1: the body is empty",
    ]
