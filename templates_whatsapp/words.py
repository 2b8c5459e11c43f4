"""Words that the product puts into messages as values: a guest, the time of an opening."""

from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parent / "words.yaml"


def say(key: str, language: str, **facts: str) -> str:
    """The words of `key` in `language` (en or ru), its braces filled. Raises KeyError."""
    return _read()[language][key].format(**facts)


@cache
def _read() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return words
