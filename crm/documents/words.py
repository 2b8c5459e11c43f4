"""The words that are printed on documents, in the language of who reads them."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

FILE = Path(__file__).resolve().parent / "words.yaml"


def say(key: str, language: str, **facts: object) -> str:
    """The words of `key` in `language` (en or ru), its braces filled. Raises KeyError."""
    phrase: str = _read()[language][key]
    return phrase.format(**facts)


def count(key: str, number: int, language: str) -> str:
    """So many of them: `1 место`, `2 места`, `5 мест`. Raises KeyError."""
    phrases: dict[str, str] = _read()[language][key]
    return phrases[Locale(language).plural_form(number)].format(n=number)


@cache
def _read() -> dict[str, dict[str, Any]]:
    words: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return words
