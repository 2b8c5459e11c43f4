"""`flask bookings …`: the steps of a booking."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.commands.conftest import Run
from tests.commands.trade import PHONE, quoted, said, stock


def test_explore(seeded: Run, rows: Session) -> None:
    stock(seeded)
    code = quoted(seeded, "--participant", "Асель Петрова, daughter, 9")
    for words in (
        ("bookings", "offer", code),
        ("bookings", "hold", code),
        ("bookings", "request", code),
        ("bookings", "show", code),
        ("payments", "schedule", code),
        ("payments", "record", code, "225 000"),
        ("payments", "record", code, "225 000", "--method", "cash"),
        ("payments", "schedule", code, "--json"),
        ("payments", "ledger"),
        ("payments", "ledger", code),
        ("bookings", "list"),
        ("clients", "show", PHONE),
        ("departures", "manifest", "1"),
        ("tasks",),
        ("bookings", "people", code, "3"),
        ("bookings", "adjust", code, "-5000", "--for", "Скидка"),
        ("bookings", "cancel", code, "--reason", "Заболели", "--fee", "20000"),
        ("payments", "refund", code, "100000", "--reason", "x"),
        ("payments", "refund", code, "100000", "--reason", "x", "--payment", "1"),
        ("payments", "refund-done", "1"),
        ("payments", "list", code),
    ):
        print("$ flask", *words)
        print(seeded(*words).output)
    assert 0
