"""`flask tours …` and `flask departures …`."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.commands.conftest import Run
from tests.commands.trade import day, quoted, said, stock


def test_a_tour_and_its_departure_are_listed(seeded: Run) -> None:
    """With what is sold and what is left."""
    stock(seeded)
    assert "Tour 1: Алтай, tour, 3 days, KZT 225,000, 10 seats" in said(seeded, "tours", "list")
    listed = said(seeded, "departures", "list")
    assert "Departure 1: Алтай" in listed
    assert "07:30 (Almaty), open, KZT 225,000, 10 of 10 seats left" in listed


REFUSED = [
    (("tours", "add", "X", "--price", "1", "--seats", "1"), "how long it lasts"),
    (("tours", "add", "Алтай", "--price", "1", "--seats", "1", "--days", "1"), "already"),
    (("departures", "add", "Памир", str(day())), "There is no tour"),
    (("departures", "add", "1", str(day(-3))), "has passed"),
    (("departures", "add", "1", str(day()), "--time", "07:30"), "exists already"),
    (("departures", "add", "1", str(day(9)), "--guide", "1"), "not a colleague"),
    (("departures", "resize", "1", "1"), "2 seats are taken"),
    (("departures", "reopen", "1"), "is open already"),
    (("departures", "show", "9"), "There is no departure 9"),
]


def test_what_cannot_be_is_refused_with_a_sentence(seeded: Run) -> None:
    """Two seats are held meanwhile."""
    stock(seeded)
    said(seeded, "bookings", "hold", quoted(seeded))
    for arguments, sentence in REFUSED:
        assert sentence in said(seeded, *arguments, code=1)


def test_a_departure_is_resized_closed_and_opened_again(seeded: Run) -> None:
    """Closed, nobody holds seats on it."""
    stock(seeded)
    code = quoted(seeded)
    assert "12 of 12 seats left" in said(seeded, "departures", "resize", "1", "12")
    assert "closed" in said(seeded, "departures", "close", "1")
    assert "This departure is closed." in said(seeded, "bookings", "hold", code, code=1)
    assert "open" in said(seeded, "departures", "reopen", "1")
    said(seeded, "bookings", "hold", code)
    assert f"{code}  hold, 2 people, Мария" in said(seeded, "departures", "show", "1")


def test_a_guide_given_later_is_told_of_each_booking(seeded: Run, rows: Session) -> None:
    """The group is listed by name."""
    stock(seeded)
    code = quoted(seeded, "--participant", "Асель, daughter, 9")
    said(seeded, "bookings", "confirm", code)
    guide = ("clients", "add", "--phone", "+77051112233", "--name", "Ерлан", "--kind", "internal")
    said(seeded, *guide)
    assert "guide Ерлан" in said(seeded, "departures", "guide", "1", "+77051112233")
    assert rows.scalar(text("SELECT count(*) FROM guide_notifications")) == 1
    group = said(seeded, "departures", "manifest", "1")
    assert "2. Асель, daughter, 9 years" in group
    assert "2 people in the group." in group


def test_cancelling_a_departure_shows_first_and_does_it_with_yes(
    seeded: Run, rows: Session
) -> None:
    """Run again, it says that it is cancelled."""
    stock(seeded)
    code = quoted(seeded)
    said(seeded, "bookings", "hold", code)
    said(seeded, "payments", "record", code, "225000")
    cancel = ("departures", "cancel", "1", "--reason", "Лавина")
    shown = said(seeded, *cancel)
    assert f"{code}  confirmed, 2 people, Мария (+77012345678): KZT 225,000 to send back" in shown
    assert rows.scalar(text("SELECT status FROM tour_departures")) == "open"
    rows.rollback()
    done = said(seeded, *cancel, "--yes")
    assert "confirmed → cancelled." in done
    assert "Departure 1 is cancelled." in done
    assert rows.scalar(text("SELECT status FROM tour_departures")) == "cancelled"
    assert "is cancelled already" in said(seeded, *cancel, "--yes", code=1)


def test_cancelling_goes_on_where_it_was_interrupted(seeded: Run, rows: Session) -> None:
    """Closed already, one booking cancelled already."""
    stock(seeded)
    code = quoted(seeded)
    said(seeded, "bookings", "hold", code)
    said(seeded, "departures", "close", "1")
    done = said(seeded, "departures", "cancel", "1", "--reason", "Лавина", "--yes")
    assert "hold → cancelled." in done
    assert rows.scalar(text("SELECT status FROM tour_departures")) == "cancelled"


def test_an_agent_may_not_cancel_a_departure(seeded: Run) -> None:
    """Nor see the sums."""
    stock(seeded)
    seeded("users", "add", "d@example.com", "--password-stdin", stdin="a long enough password\n")
    cancel = ("departures", "cancel", "1", "--reason", "x", "--as", "d@example.com")
    assert "is a manager's" in said(seeded, *cancel, code=1)
