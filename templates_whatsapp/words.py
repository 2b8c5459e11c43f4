"""Words that the product puts into messages as values: a guest, the time of an opening."""

from functools import cache
from pathlib import Path

import yaml
from babel import Locale

FILE = Path(__file__).resolve().parent / "words.yaml"


def say(key: str, language: str, **facts: str) -> str:
    """The words of `key` in `language` (en or ru), its braces filled. Raises KeyError."""
    return _read()[language][key].format(**facts)


def count(key: str, number: int, language: str) -> str:
    """So many of something: the form of `key` that the language has for the number."""
    form = Locale(language).plural_form(number)
    form = form if form in ("one", "few") else "many"
    return say(f"{key}_{form}", language, count=str(number))


@cache
def _read() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return words
