"""Changing a booking by commands: people, departure, price, names, link."""

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from tests.commands.conftest import Run
from tests.commands.trade import day, quoted, said, stock


def test_more_people_claim_exactly_the_difference(seeded: Run, rows: Session) -> None:
    """More than there are seats change nothing."""
    stock(seeded, seats=4)
    code = quoted(seeded)
    said(seeded, "bookings", "hold", code)
    assert "Total KZT 675,000" in said(seeded, "bookings", "people", code, "3")
    assert "1 seat is left, 2 wanted" in said(seeded, "bookings", "people", code, "5", code=1)
    assert rows.scalar(text("SELECT seats_taken FROM tour_departures")) == 3


def test_moving_takes_the_seats_along(seeded: Run, rows: Session) -> None:
    """To another departure of the same tour, at its price."""
    stock(seeded)
    said(seeded, "departures", "add", "1", str(day(70)), "--price", "230000")
    code = quoted(seeded)
    said(seeded, "bookings", "hold", code)
    assert "Total KZT 460,000" in said(seeded, "bookings", "move", code, "2")
    taken = rows.execute(text("SELECT seats_taken FROM tour_departures ORDER BY id")).scalars()
    assert list(taken) == [0, 2]


def test_a_price_is_adjusted_up_and_down(seeded: Run) -> None:
    """With the words that the client reads."""
    stock(seeded)
    code = quoted(seeded)
    said(seeded, "bookings", "hold", code)
    less = said(seeded, "bookings", "adjust", code, "-50000", "--for", "Скидка")
    assert "Total KZT 400,000" in less
    more = said(seeded, "bookings", "adjust", code, "10000", "--for", "Палатка")
    assert "Total KZT 410,000" in more
    refused = said(seeded, "bookings", "adjust", code, "-900000", "--for", "Всё", code=1)
    assert "more away than the booking costs" in refused


def test_no_more_names_than_places(seeded: Run) -> None:
    """A name comes off by its number, but not the client's."""
    stock(seeded)
    code = quoted(seeded)
    named = said(seeded, "bookings", "participants", code, "--add", "Асель, daughter, 9")
    assert "2 of 2 are named." in named
    refused = said(seeded, "bookings", "participants", code, "--add", "Тимур", code=1)
    assert f"flask bookings quote-again {code} --people 3" in refused
    assert "Асель is off the list." in said(
        seeded, "bookings", "participants", code, "--remove", "2"
    )
    stays = said(seeded, "bookings", "participants", code, "--remove", "1", code=1)
    assert "answers for the booking and stays" in stays


def test_a_link_that_was_revoked_is_another_one_next_time(seeded: Run) -> None:
    """The address is that of the booking's page."""
    stock(seeded)
    code = quoted(seeded)
    first = said(seeded, "bookings", "link", code)
    assert first.startswith("https://crm.example.com/b/")
    assert said(seeded, "bookings", "link", code) == first
    assert "The link has ended." in said(seeded, "bookings", "revoke-link", code)
    assert said(seeded, "bookings", "link", code) != first


def test_a_number_that_no_table_holds_is_refused_with_a_sentence(seeded: Run) -> None:
    """The database says so, and nothing was done."""
    stock(seeded)
    huge = said(seeded, "departures", "resize", "1", "99999999999", code=1)
    assert "The database refused it, and nothing was done" in huge
    said(seeded, "departures", "show", "99999999999999999999", code=1)
    said(seeded, "payments", "reject", "99999999999999999999", code=1)


def test_who_waits_too_long_for_another_is_told_to_try_again(
    seeded: Run, database_url: str
) -> None:
    """The booking is locked by somebody all the while."""
    stock(seeded)
    code = quoted(seeded)
    engine = create_engine(database_url)
    with engine.connect() as other:
        other.execute(text("SELECT 1 FROM bookings FOR UPDATE"))
        refused = said(seeded, "bookings", "hold", code, code=1)
    engine.dispose()
    assert "Somebody else is changing the same thing just now." in refused
    assert "quote → hold." in said(seeded, "bookings", "hold", code)
