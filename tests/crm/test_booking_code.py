"""Booking codes: drawn without signs that are read for one another, found in sentences."""

import re

import pytest
from hypothesis import given, strategies as st

from crm import booking_code

codes = st.builds(
    lambda title: booking_code.new(booking_code.prefix_of(title)), st.text(max_size=20)
)


@given(codes)
def test_a_code_has_no_sign_that_is_read_for_another(code: str) -> None:
    assert re.fullmatch("[A-Z]{3}-[2-9A-HJKMNP-Z]{6}", code)


@given(codes, st.sampled_from(("Оплатил за {}, проверьте", "{}", "paid {}!", "код:{}.")))
def test_a_code_is_found_inside_a_sentence_however_it_is_written(code: str, said: str) -> None:
    for written in (code, code.lower(), code.replace("-", " "), code.replace("-", "–")):
        assert booking_code.find(said.format(written)) == [code]


def test_a_code_typed_on_a_russian_keyboard_is_the_same() -> None:
    assert booking_code.find("алт-7к3м9х") == []
    assert booking_code.canonical("АВС-7К3М9Х") == "ABC-7K3M9X"


@pytest.mark.parametrize("said", ["ALT-7K3M9", "XALT-7K3M9Q", "ALT-7K3M9QX", "hello there friend"])
def test_what_is_no_code_is_not_found(said: str) -> None:
    assert booking_code.find(said) == []


@pytest.mark.parametrize(
    ("title", "prefix"),
    [("Алтай — горные озёра", "ALT"), ("Charyn", "CHA"), ("Ёж", "TRP"), ("", "TRP")],
)
def test_a_trip_gives_the_code_its_first_letters(title: str, prefix: str) -> None:
    assert booking_code.prefix_of(title) == prefix
