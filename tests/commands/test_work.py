"""What commands change stands in the audit log, by the command's name and no value of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import AuditEntry, User
from tests.commands import trade
from tests.commands.conftest import Run


def entries(rows: Session) -> list[tuple[str | None, str, str]]:
    """Who did what."""
    query = (
        select(AuditEntry, User)
        .outerjoin(User, User.id == AuditEntry.user_id)
        .order_by(AuditEntry.id)
    )
    return [
        (user.email if user else None, entry.action, entry.facts["command"])
        for entry, user in rows.execute(query)
    ]


def test_each_leaves_one_entry(seeded: Run, rows: Session) -> None:
    """Of nobody in the team, or of whom it was done for."""
    seeded("users", "add", "d@example.com", "--password-stdin", stdin="a long one\n")
    seeded("senders", "add", "+14155238886", "--rate", "1")
    seeded("organization", "set", "--hold-hours", "12")
    trade.stock(seeded)
    assert entries(rows) == [
        (None, "command.run", "users add"),
        (None, "command.run", "senders add"),
        (None, "command.run", "organization set"),
        ("admin@example.com", "command.run", "tours add"),
        ("admin@example.com", "command.run", "departures add"),
        (None, "command.run", "clients add"),
    ]
    facts = " ".join(str(one) for one in rows.scalars(select(AuditEntry.facts)))
    assert "a long one" not in facts


def test_what_is_refused_or_repeated_leaves_none(seeded: Run, rows: Session) -> None:
    """Nothing was changed then."""
    tour = ("tours", "add", "Алтай", "--price", "225 000", "--seats", "9", "--days", "3")
    for _ in range(2):
        seeded(*tour, "--key", "k1")
    seeded("organization", "set", "--hold-hours", "never")
    seeded("users", "list")
    assert [command for _, _, command in entries(rows)] == ["tours add"]
