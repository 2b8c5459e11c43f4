"""`flask bookings quote` and `quote-again`."""

import json
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from commands.bookings import item_text
from crm.models import Booking, BookingItem
from tests.commands.conftest import Run
from tests.commands.trade import PHONE, code_in, day, quoted, said, stock

FLIGHT = "flight: Алматы–Стамбул; 180 000 x 2; from=ALA; to=IST; provider=Air Astana; ref=K7PQ2M"


def test_an_unknown_client_is_refused_with_what_to_do(seeded: Run) -> None:
    """The command that adds them."""
    stock(seeded)
    wish = ("bookings", "quote", "--client", "+77019998877", "--departure", "1")
    assert "flask clients add --phone '+77019998877'" in said(seeded, *wish, code=1)


def test_people_are_named_with_relationship_and_age(seeded: Run) -> None:
    """In any order after the name."""
    stock(seeded)
    code = quoted(seeded, "--participant", "Асель Петрова, 9, daughter")
    assert "2. Асель Петрова, daughter, 9 years" in said(seeded, "bookings", "show", code)


def test_a_trip_of_lines_needs_no_departure(seeded: Run, rows: Session) -> None:
    """Airports, provider, reference and details stand on their line."""
    stock(seeded)
    typed = f"{FLIGHT}; starts={day()} 08:30; flight_number=KC911"
    hotel = f"hotel: Пера; 45000 x 3; starts={day()}; ends={day(63)}; rooms=1"
    output = said(
        seeded, "bookings", "quote", "--client", PHONE, "--people", "2", "--item", typed,
        "--item", hotel, "--title", "Стамбул",
    )  # fmt: skip
    assert "Total KZT 495,000" in output
    flight = rows.scalars(select(BookingItem).order_by(BookingItem.id)).first()
    assert flight is not None
    assert (flight.from_iata, flight.to_iata, flight.provider_ref) == ("ALA", "IST", "K7PQ2M")
    assert flight.details == {"flight_number": "KC911"}


def test_lines_of_a_file_are_those_of_the_example(
    seeded: Run, rows: Session, tmp_path: Path
) -> None:
    """Whose dates are moved to where they are still to come."""
    stock(seeded)
    file = tmp_path / "items.json"
    file.write_text(item_text.EXAMPLE.replace("2027-05", f"{day().year + 1}-05"))
    wish = ("bookings", "quote", "--client", PHONE, "--people", "2", "--items", str(file))
    assert "Total KZT 475,000" in said(seeded, *wish)
    assert len(json.loads(said(seeded, "bookings", "item-example"))) == 3


NONSENSE = [
    ("a line without a price", "is no line"),
    ("balloon: Up; 5000", "is no kind of line"),
    ("flight: A; many", "is no amount"),
    ("flight: A; 100.0005", "too many digits"),
    ("flight: A; 100; from=QQQ", "is no airport"),
    ("hotel: A; 100 x 3; starts=2090-01-01; ends=2090-01-02", ": 1, not 3"),
    ("hotel: A; 100; stars=5", "has no detail “stars”"),
    ("hotel: A; 100; starts=soon", "is no day or time"),
]


def test_lines_that_cannot_be_are_refused_with_a_sentence(seeded: Run, rows: Session) -> None:
    """And nothing is quoted."""
    stock(seeded)
    for line, sentence in NONSENSE:
        wish = ("bookings", "quote", "--client", PHONE, "--item", line, "--starts", str(day()))
        assert sentence in said(seeded, *wish, code=1)
    assert rows.scalars(select(Booking)).all() == []


def test_quoting_again_keeps_what_is_not_named(seeded: Run) -> None:
    """Another number of people, the same extra line."""
    stock(seeded)
    code = quoted(seeded, "--item", "transfer: Из аэропорта; 12000")
    output = said(seeded, "bookings", "quote-again", code, "--people", "3")
    assert code_in(output) == code
    assert "Total KZT 687,000" in output


def test_lines_come_and_go_while_it_is_a_quote(seeded: Run) -> None:
    """Then the price is frozen, and a reference may still come."""
    stock(seeded)
    code = quoted(seeded)
    added = said(seeded, "bookings", "item", "add", code, "transfer: Из аэропорта; 12000")
    assert "Total KZT 462,000" in added
    said(seeded, "bookings", "item", "add", code, "experience: Баня; 5000 x 2")
    removed = said(seeded, "bookings", "item", "remove", code, "3")
    assert "Total KZT 462,000" in removed
    said(seeded, "bookings", "hold", code)
    refused = said(seeded, "bookings", "item", "add", code, "experience: Баня; 5000", code=1)
    assert "changing the quote is not possible now" in refused
    noted = said(seeded, "bookings", "item", "confirm", code, "2", "--ref", "T-5")
    assert "Из аэропорта is confirmed, reference T-5." in noted


def test_more_names_than_people_are_refused(seeded: Run, rows: Session) -> None:
    """Without a number, those who are named are counted."""
    stock(seeded)
    wish = ("bookings", "quote", "--client", PHONE, "--departure", "1")
    named = ("--participant", "Асель", "--participant", "Тимур, 34")
    refused = said(seeded, *wish, "--people", "2", *named, code=1)
    assert "3 people are named with the client, and --people says 2." in refused
    assert "3 people" in said(seeded, *wish, *named)


def test_nobody_is_not_one_person(seeded: Run) -> None:
    """A nought that was typed is refused, not taken for an option left out."""
    stock(seeded)
    wish = ("bookings", "quote", "--client", PHONE, "--departure", "1", "--people", "0")
    assert "--people says 0" in said(seeded, *wish, code=1)
