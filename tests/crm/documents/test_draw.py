"""From facts to PDF: the same bytes each time, and every sign is there."""

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from crm.documents import draw, issue, sample
from tests.crm.documents import trips
from tests.factories import NOW

FONTS = Path(__file__).resolve().parents[3] / "var" / "assets"
CODES = re.compile(rb"> <([0-9A-Fa-f]{4})>")


def signs(pdf: bytes) -> str:
    """The signs that a reader of the file can copy out of it (its fonts' ToUnicode tables)."""
    tables = re.findall(rb"beginbfchar(.*?)endbfchar", pdf, re.DOTALL)
    codes = [code for table in tables for code in CODES.findall(table)]
    return "".join(sorted({chr(int(code, 16)) for code in codes}))


def pages(pdf: bytes) -> int:
    """How many pages it has."""
    return len(re.findall(rb"/Type /Page\b", pdf))


def test_the_same_facts_give_the_same_bytes(session: Session) -> None:
    voucher = issue.voucher(session, trips.make(session).booking, NOW)
    first = draw.pdf(voucher.facts, NOW, FONTS, None)
    assert first == draw.pdf(dict(voucher.facts), NOW, FONTS, None)
    assert first.startswith(b"%PDF-1.")
    assert len(first) < 1_000_000
    assert pages(first) == 1


def test_cyrillic_and_currency_signs_are_text(session: Session) -> None:
    trip = trips.make(session, name="Қазақ саяхат ₽")
    voucher = issue.voucher(session, trip.booking, NOW)
    readable = signs(draw.pdf(voucher.facts, NOW, FONTS, None))
    assert set("₸₽ҚқёАяй—") <= set(readable)


def test_a_logo_is_printed_and_a_broken_one_does_no_harm(session: Session) -> None:
    facts = issue.voucher(session, trips.make(session).booking, NOW).facts
    kept = BytesIO()
    Image.new("RGB", (120, 40), "#8E1B15").save(kept, "PNG")
    assert b"/Subtype /Image" in draw.pdf(facts, NOW, FONTS, kept.getvalue())
    assert b"/Subtype /Image" not in draw.pdf(facts, NOW, FONTS, b"broken")


def test_a_long_list_goes_over_pages(session: Session) -> None:
    trip = trips.make(session)
    facts = issue.manifest(session, trip.departure, NOW).facts
    facts = {**facts, "table": {**facts["table"], "rows": facts["table"]["rows"] * 40}}
    assert pages(draw.pdf(facts, NOW, FONTS, None)) > 2


def test_a_name_without_end_stays_on_the_page(session: Session) -> None:
    trip = trips.make(session, name="Очень длинное название оператора " * 3)
    trip.booking.title = "Путешествие" * 12
    trips.add_person(session, trip.booking, "Ж" * 120, "🏔️")
    session.flush()
    facts = issue.voucher(session, trip.booking, NOW).facts
    assert pages(draw.pdf(facts, NOW, FONTS, None)) == 1


@pytest.mark.parametrize("kind", sample.NAMES)
def test_samples_can_be_drawn(kind: str) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    assert draw.pdf(sample.facts(kind), at, FONTS, None).startswith(b"%PDF")
