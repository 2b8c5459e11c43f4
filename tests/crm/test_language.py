"""The language of a client."""

import pytest
from hypothesis import given, strategies as st

from crm import language


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Здравствуйте, есть места на Алтай?", "ru"),
        ("Қайырлы таң", "ru"),
        ("Hello there", "en"),
        ("Olá, é possível?", "en"),
        ("Hello Алтай tour", "en"),
        ("Да, отель Hilton", "ru"),
        ("да ok", "ru"),
        ("Смотрите https://example.com/a-very-long-address", "ru"),
        ("мой: maria@example.com", "ru"),
        ("https://example.com", None),
        ("", None),
        ("+7 701 234 56 78 👍", None),
        ("你好", None),
        ("٧٧", None),
        ("\x00\ud800", None),
    ],
)
def test_most_letters_decide(body: str, expected: str | None) -> None:
    assert language.guess(body) == expected


@given(st.text("абвгдЯЖ", min_size=1), st.text("0123 .,!?👍"))
def test_signs_that_are_no_letters_change_nothing(letters: str, signs: str) -> None:
    assert language.guess(signs + letters + signs) == "ru"


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("+77012345678", "ru"),
        ("+79123456789", "ru"),
        ("+375291234567", "ru"),
        ("+996555123456", "ru"),
        ("+12025550123", None),
        ("+5215512345678", None),
        ("+999", None),
        (None, None),
    ],
)
def test_a_number_speaks_where_russian_is_understood(
    phone: str | None, expected: str | None
) -> None:
    assert language.for_phone(phone) == expected
