"""Words that go into messages as values."""

import pytest

from templates_whatsapp import words


def test_words_are_said_in_both_languages() -> None:
    assert words.say("guest", "en") == "guest"
    assert words.say("guest", "ru") == "гость"
    assert words.say("opening_tomorrow", "ru", time="09:00") == "завтра в 09:00"


def test_a_word_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        words.say("host", "en")
