"""Every word of the pages is translated, and its values are kept."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog, Message as Row
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("pages", "inbox", "client_pages", "crm", "templates_whatsapp")
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
REFUSAL = re.compile(r"^class (\w+)\(CrmError\)", re.MULTILINE)
"""What is raised with a sentence: its first words are a message."""
VALUE = re.compile(r"%\(\w+\)[sd]")
Message = str | tuple[str, ...]


def written() -> set[Message]:
    """What the sources say."""
    rules = "".join(path.read_text() for path in (ROOT / "crm").rglob("*.py"))
    refusals = dict.fromkeys(REFUSAL.findall(rules))
    keywords = {**DEFAULT_KEYWORDS, "_l": None, "Text": None, "_wrong": (3,), **refusals}
    return {
        message
        for package in PACKAGES
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / package, METHODS, keywords=keywords
        )
    }


def texts(row: Row) -> list[str]:
    """A translation in each of its numbers."""
    return [row.string] if isinstance(row.string, str) else list(row.string or [""])


def russian() -> Catalog:
    """The catalogue as it is committed."""
    path = ROOT / "pages" / "translations" / "ru" / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as text:
        return read_po(text, locale="ru")


def test_every_message_is_translated() -> None:
    """A word left in English stands out on a Russian page."""
    catalogue = russian()
    asked = written()
    assert len(asked) > 150
    for message in asked:
        row = catalogue.get(message if isinstance(message, str) else message[0])
        assert row is not None, message
        assert all(texts(row)), message
        assert not row.fuzzy, message


def test_nothing_is_translated_that_is_no_longer_said() -> None:
    """Dead rows hide what is missing."""
    said = {message if isinstance(message, str) else message[0] for message in written()}
    assert {str(row.id if isinstance(row.id, str) else row.id[0]) for row in russian()} - {
        ""
    } <= said


def test_a_translation_keeps_the_values_of_its_message() -> None:
    """A value misspelled breaks the page only when it is opened."""
    for row in russian():
        if not row.id:
            continue
        plural = row.id[-1] if isinstance(row.id, (list, tuple)) else row.id
        for said in texts(row):
            assert set(VALUE.findall(said)) == set(VALUE.findall(str(plural))), row.id
