"""Error codes in words: each has its meaning, each meaning its sentences."""

from crm import delivery_words
from inbox import failures


def test_every_meaning_has_its_sentences() -> None:
    """And no sentence is for a meaning that no code has."""
    meanings = set(delivery_words.WORDS.values()) | {"unexplained"}
    assert set(failures.SENTENCES) == meanings
    assert meanings >= delivery_words.AGAIN | delivery_words.TEMPLATE


def test_a_code_nobody_knows_is_unexplained() -> None:
    """Codes are added without notice."""
    assert delivery_words.word("99999") == "unexplained"
    assert delivery_words.word(None) == "unexplained"
