"""The words that end automatic messages, and those that take them back."""

from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from crm.consent_words import meaning

STOPS = ["STOP", "UNSUBSCRIBE", "СТОП", "ОТПИСАТЬСЯ", "BAJA", "PARAR", "SAIR", "ТОҚТА"]
STARTS = ["START", "UNSTOP", "СТАРТ", "ВОЗОБНОВИТЬ"]
AROUND = st.text(" \t\n\u00a0\u200b\u200e\u202b\u2069\ufeff.,!?…«»\"'()-—*_~🛑\ufe0f", max_size=8)
CASES = st.sampled_from([str.upper, str.lower, str.title, str.swapcase])


@pytest.mark.parametrize("word", STOPS)
def test_each_stop_word_means_stop(word: str) -> None:
    assert meaning(word) == "stop"


@pytest.mark.parametrize("word", STARTS)
def test_each_start_word_means_start(word: str) -> None:
    assert meaning(word) == "start"


@given(st.sampled_from(STOPS + STARTS), AROUND, AROUND, CASES)
def test_case_and_what_stands_around_are_ignored(
    word: str, before: str, after: str, case: Callable[[str], str]
) -> None:
    assert meaning(before + case(word) + after) == meaning(word)


@given(st.sampled_from(STOPS + STARTS), st.text("abcxyzабв123", min_size=1))
def test_a_word_within_other_words_means_nothing(word: str, more: str) -> None:
    assert meaning(f"{word} {more}") is None
    assert meaning(f"{more} {word}") is None


@pytest.mark.parametrize(
    "body",
    ["", "...", "cancel", "отмена", "стоп машина", "don't stop", "stop?start", "s t o p", "1"],
)
def test_other_messages_mean_nothing(body: str) -> None:
    assert meaning(body) is None


@pytest.mark.parametrize("body", ["ＳＴＯＰ", "s\u200bt\u2060op", "Stоp".replace("о", "o")])
def test_the_same_letters_in_another_dress_are_the_same(body: str) -> None:
    assert meaning(body) == "stop"
