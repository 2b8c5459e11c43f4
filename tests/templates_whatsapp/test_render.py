"""Filling a body, numbering it, cleaning its values."""

import re
import unicodedata

import pytest
from hypothesis import given, strategies as st

from templates_whatsapp.render import LONGEST_VALUE, MissingValue, clean, numbered, render


def test_values_stand_in_the_body_as_they_are() -> None:
    values = {"name": "<b>Аня & {{ org }}</b>", "org": "Dreamland", "more": "unused"}
    assert (
        render("Hi {{ name }} of {{org}}!\n", values) == "Hi <b>Аня & {{ org }}</b> of Dreamland!\n"
    )


@pytest.mark.parametrize("name", ["client_name", "range", "self_", "namespace"])
def test_a_value_that_is_missing_is_named(name: str) -> None:
    with pytest.raises(MissingValue, match=name):
        render(f"Hello {{{{ {name} }}}} there", {})


def test_variables_get_the_providers_numbers() -> None:
    body = "Hello {{ client_name }}, this is {{org_name}} again."
    assert numbered(body, ["client_name", "org_name"]) == "Hello {{1}}, this is {{2}} again."
    assert numbered(body, ["org_name", "client_name"]) == "Hello {{2}}, this is {{1}} again."


def test_a_variable_without_a_place_has_no_number() -> None:
    with pytest.raises(MissingValue, match="topic"):
        numbered("About {{ topic }} again", ["client_name"])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Мария", "Мария"),
        ("  a\n\tb \u00a0\u2028 c  ", "a b c"),
        ("a     b", "a b"),
        ("\u202eevil\u202c \u200bname\ufeff", "evil name"),
        ("nul\x00 and \ud800 gone", "nul and gone"),
        ("", "-"),
        (" \n\u200b ", "-"),
        ("\u3164\u2800", "-"),
        ("x" * 250, "x" * 250),
        ("x" * 251, "x" * 249 + "…"),
        ("x" * 248 + " yyy", "x" * 248 + "…"),
    ],
)
def test_values_are_cleaned_for_the_provider(value: str, expected: str) -> None:
    assert clean(value) == expected


@given(st.text(max_size=400))
def test_a_clean_value_is_one_short_visible_line(value: str) -> None:
    cleaned = clean(value)
    assert 1 <= len(cleaned) <= LONGEST_VALUE
    assert not re.search(r"[^\S ]| {2}|^ | $", cleaned)
    assert all(unicodedata.category(sign) not in ("Cc", "Cf", "Cs") for sign in cleaned)
    assert clean(cleaned) == cleaned
