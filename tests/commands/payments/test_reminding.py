"""`flask payments reminders …`."""

import re

from tests.commands.conftest import Run
from tests.commands.trade import day, quoted, said, stock


def test_reminders_are_listed_skipped_put_off_and_sent(seeded: Run) -> None:
    """Each by its number; what is skipped is not planned any more."""
    stock(seeded)
    code = quoted(seeded)
    said(seeded, "bookings", "hold", code)
    said(seeded, "payments", "record", code, "225000")
    listed = said(seeded, "payments", "reminders", "list", code)
    first, second = re.findall(r"^(\d+) .*payment_reminder_upcoming", listed, re.MULTILINE)[:2]
    assert "is skipped" in said(seeded, "payments", "reminders", "skip", first)
    assert "is not planned any more" in said(seeded, "payments", "reminders", "skip", first, code=1)
    put_off = said(seeded, "payments", "reminders", "snooze", second, str(day(20)))
    assert "10:00 (Almaty)" in put_off
    parts = said(seeded, "payments", "schedule", code)
    number = re.search(r"(\d)\. Balance", parts)
    assert number is not None
    sent = said(seeded, "payments", "reminders", "send-now", code, number[1])
    assert "payment_reminder_upcoming, " in sent
    assert "There is no reminder 99" in said(seeded, "payments", "reminders", "skip", "99", code=1)
