"""`flask bookings …`: the steps of a booking."""

from datetime import UTC, datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm.models import Booking
from tests.commands.conftest import Run
from tests.commands.trade import PHONE, quoted, said, stock


def test_a_booking_goes_from_quote_to_paid_by_commands(seeded: Run, rows: Session) -> None:
    """Each command says the statuses before and after, and what comes next."""
    stock(seeded)
    code = quoted(seeded)
    assert "Message: quote_offer, " in said(seeded, "bookings", "offer", code)
    held = said(seeded, "bookings", "hold", code)
    assert f"{code}: quote → hold." in held
    assert f"flask bookings request {code}" in held
    asked = said(seeded, "bookings", "request", code)
    assert "hold → payment pending." in asked
    assert "next KZT 225,000 by" in asked
    came = said(seeded, "payments", "record", code, "225 000")
    assert "payment pending → confirmed." in came
    assert "confirmed → paid." in said(seeded, "payments", "record", code, "225000,00 ₸")
    assert rows.scalars(select(Booking.status)).all() == ["paid"]


def test_a_repeat_with_the_key_says_the_same_and_does_nothing(seeded: Run, rows: Session) -> None:
    """The answer that was printed is the one that is kept."""
    stock(seeded)
    code = quoted(seeded)
    first = said(seeded, "bookings", "hold", code, "--key", "k-1")
    said(seeded, "bookings", "request", code)
    assert said(seeded, "bookings", "hold", code, "--key", "k-1") == first
    assert rows.scalars(select(Booking.status)).all() == ["payment_pending"]


def test_the_same_key_with_another_request_is_refused(seeded: Run, rows: Session) -> None:
    """One booking is made, not two."""
    stock(seeded)
    wish = ("bookings", "quote", "--client", PHONE, "--departure", "1", "--key", "k")
    said(seeded, *wish, "--people", "2")
    assert "was used for another request" in said(seeded, *wish, "--people", "3", code=1)
    assert len(rows.scalars(select(Booking)).all()) == 1


def test_a_step_out_of_turn_is_refused_by_name(seeded: Run) -> None:
    """The sentence says what the booking is."""
    stock(seeded)
    code = quoted(seeded)
    refused = said(seeded, "bookings", "request", code, code=1)
    assert f"Booking {code} is a quote: requesting payment is not possible now." in refused


def test_seats_that_are_gone_are_refused_with_the_number_left(seeded: Run, rows: Session) -> None:
    """And nothing is half done."""
    stock(seeded, seats=3)
    said(seeded, "bookings", "hold", quoted(seeded))
    said(seeded, "clients", "add", "--phone", "+77012345679", "--name", "Тимур")
    wish = ("--client", "+77012345679", "--departure", "1", "--people", "2")
    said(seeded, "bookings", "quote", *wish)
    late = rows.scalars(select(Booking.booking_code).order_by(Booking.id.desc())).first()
    assert "1 seat is left, 2 wanted." in said(seeded, "bookings", "hold", str(late), code=1)
    assert rows.scalar(text("SELECT seats_taken FROM tour_departures")) == 2


def test_an_agent_may_not_confirm_without_a_deposit(seeded: Run) -> None:
    """A manager may, and the first admin is who acts unless said."""
    stock(seeded)
    code = quoted(seeded)
    add = ("users", "add", "dana@example.com", "--password-stdin")
    assert seeded(*add, stdin="a long enough password\n").exit_code == 0
    refused = said(seeded, "bookings", "confirm", code, "--as", "dana@example.com", code=1)
    assert "Confirming without a deposit is a manager's" in refused
    assert "quote → confirmed." in said(seeded, "bookings", "confirm", code)
    assert "Nobody of" in said(seeded, "bookings", "offer", code, "--as", "x@y.z", code=1)


def test_cancelling_says_what_goes_back_and_opens_its_task(seeded: Run, rows: Session) -> None:
    """Which closes with the refund, though a fee was kept."""
    stock(seeded)
    code = quoted(seeded)
    said(seeded, "bookings", "hold", code)
    said(seeded, "payments", "record", code, "225000")
    too_much = said(
        seeded, "bookings", "cancel", code, "--reason", "Болезнь", "--fee", "300000", code=1
    )
    assert "The fee cannot be more than was paid" in too_much
    output = said(seeded, "bookings", "cancel", code, "--reason", "Болезнь", "--fee", "25000")
    assert "confirmed → cancelled." in output
    assert f"flask payments refund {code} 200000.00" in output
    assert "KZT 200,000 is to be sent back" in said(seeded, "tasks")
    said(seeded, "payments", "refund", code, "200000", "--reason", "Болезнь")
    assert "refund_sent, " in said(seeded, "payments", "refund-done", "1")
    assert "Nothing waits for a person." in said(seeded, "tasks")


def test_holds_whose_time_is_over_expire_on_command(seeded: Run, rows: Session) -> None:
    """Once; their seats are free."""
    stock(seeded)
    said(seeded, "bookings", "hold", quoted(seeded))
    assert "No hold's time is over." in said(seeded, "bookings", "expire")
    rows.execute(
        text("UPDATE bookings SET hold_expires_at = now() - interval '1 h', grace_until = now()")
    )
    rows.commit()
    assert "1 expired." in said(seeded, "bookings", "expire")
    assert rows.scalar(text("SELECT seats_taken FROM tour_departures")) == 0


def test_a_trip_that_is_not_over_is_not_completed(seeded: Run) -> None:
    """The sentence names its last day."""
    stock(seeded)
    code = quoted(seeded)
    said(seeded, "bookings", "hold", code)
    said(seeded, "payments", "record", code, "450000")
    assert "ends on" in said(seeded, "bookings", "complete", code, code=1)


def test_a_message_in_the_clients_night_is_told_with_its_hour(seeded: Run) -> None:
    """Somewhere on earth it is night now; the client lives there."""
    stock(seeded)
    hour = datetime.now(UTC).hour
    zone = f"Etc/GMT{hour - 2:+d}" if hour <= 12 else f"Etc/GMT-{26 - hour}"
    said(seeded, "clients", "set", PHONE, "--timezone", zone)
    offered = said(seeded, "bookings", "offer", quoted(seeded))
    assert "Message: quote_offer, at " in offered
