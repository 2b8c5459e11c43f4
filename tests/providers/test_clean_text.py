"""Cleaning: whatever comes in, PostgreSQL can take what comes out."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from providers import clean_text

ANY_TEXT = st.text(st.characters(exclude_categories=()))


def strings(value: Any) -> list[str]:
    """Every text in a JSON value, names included."""
    if isinstance(value, dict):
        return strings([*value.keys(), *value.values()])
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


def storable(value: Any) -> bool:
    """Whether PostgreSQL takes it as text or JSONB."""
    json.dumps(value, allow_nan=False)
    return all("\0" not in text and text.encode("utf-8") is not None for text in strings(value))


@given(ANY_TEXT)
def test_any_text_becomes_storable(value: str) -> None:
    assert storable(clean_text.text(value))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4096))
def test_good_text_stays_whole(value: str) -> None:
    assert clean_text.text(value) == value


@given(
    st.recursive(
        ANY_TEXT | st.none() | st.booleans() | st.floats() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT, inner),
    )
)
def test_any_json_becomes_storable(value: Any) -> None:
    assert storable(clean_text.parsed(json.dumps(value)))


@given(ANY_TEXT)
def test_any_text_given_for_json_becomes_storable(document: str) -> None:
    assert storable(clean_text.parsed(document))


@given(st.dictionaries(ANY_TEXT, ANY_TEXT))
def test_names_of_fields_are_cleaned_too(fields: dict[str, str]) -> None:
    assert storable(clean_text.form(fields))


def test_a_pair_of_surrogates_is_the_letter_it_means() -> None:
    assert clean_text.text("\ud83d\ude42 \ud83d!") == "🙂 \ufffd!"


@pytest.mark.parametrize(
    "document",
    ["{", "", "NaN", '{"a": Infinity}', "[1e999]", "[" * 60 + "]" * 60, "[" * 100_000, "1" * 5000],
    ids=lambda document: document[:12],
)
def test_what_is_no_usable_json_is_kept_as_text(document: str) -> None:
    assert clean_text.parsed(document) == document
