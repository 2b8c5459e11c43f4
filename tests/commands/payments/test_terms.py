"""The schedule by commands: shown, agreed anew, given time, waived."""

import json

from tests.commands.conftest import Run
from tests.commands.trade import day, quoted, said, stock


def requested(run: Run, *parts: str) -> str:
    """The code of a booking that waits for its payment."""
    stock(run)
    code = quoted(run)
    said(run, "bookings", "hold", code)
    said(run, "bookings", "request", code, *parts)
    return code


def test_the_schedule_as_json_is_what_other_programs_read(seeded: Run) -> None:
    """Amounts as text."""
    code = requested(seeded)
    shown = json.loads(said(seeded, "payments", "schedule", code, "--json"))
    assert [(one["description"], one["amount"], one["paid"]) for one in shown] == [
        ("Deposit", "225000.00", False),
        ("Balance", "225000.00", False),
    ]


def test_parts_of_ones_own_must_sum_to_the_price(seeded: Run) -> None:
    """By how much they do not is said."""
    stock(seeded)
    code = quoted(seeded)
    said(seeded, "bookings", "hold", code)
    parts = ("--part", f"100000 on {day(5)}", "--part", f"300000 on {day(9)}")
    refused = said(seeded, "bookings", "request", code, *parts, code=1)
    assert "KZT\u00a050,000 less than the price" in refused
    parts = ("--part", f"100000 on {day(5)}", "--part", f"350000 on {day(9)}")
    asked = said(seeded, "bookings", "request", code, *parts)
    assert "next KZT 100,000" in asked


def test_other_parts_are_agreed_on(seeded: Run) -> None:
    """For what is not settled yet."""
    code = requested(seeded)
    said(seeded, "payments", "record", code, "225000")
    parts = (f"100000 on {day(5)}", f"125000 on {day(9)}")
    output = said(seeded, "payments", "set-schedule", code, *parts)
    assert "Deposit: KZT 225,000" in output
    assert "Installment: KZT 100,000" in output
    assert "Balance: KZT 125,000" in output


def test_more_time_for_the_first_part_holds_the_seats_as_long(seeded: Run) -> None:
    """Who was given until then does not lose them before."""
    code = requested(seeded)
    output = said(seeded, "payments", "reschedule", code, "1", str(day(6)))
    held = next(line for line in output.splitlines() if "Held until" in line)
    assert f"Held until {day(7).day} " in held
    past = said(seeded, "payments", "reschedule", code, "1", str(day(-2)), code=1)
    assert "is over" in past


def test_waiving_is_a_managers(seeded: Run) -> None:
    """The rest of the part is not asked for any more."""
    code = requested(seeded)
    add = ("users", "add", "dana@example.com", "--password-stdin")
    seeded(*add, stdin="a long enough password\n")
    mine = ("payments", "waive", code, "2", "--as", "dana@example.com")
    assert "Waiving what is owed is a manager's" in said(seeded, *mine, code=1)
    assert "waived" in said(seeded, "payments", "waive", code, "2")
    assert "has no part 7" in said(seeded, "payments", "waive", code, "7", code=1)
