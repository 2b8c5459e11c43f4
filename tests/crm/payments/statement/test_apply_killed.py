"""kill -9 while a statement is applied, at random moments: no line is lost, none counts twice."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from tests.conftest import ROOT
from tests.crm.payments.statement.test_apply_together import split

WRONG = {
    "a payment that was not posted once": """
        SELECT p.id FROM payments p LEFT JOIN ledger_transactions t ON t.payment_id = p.id
        GROUP BY p.id HAVING count(t.id) <> 1""",
    "half a split": """
        SELECT booking_id FROM payments GROUP BY booking_id HAVING count(*) <> 2""",
    "paid and not confirmed, or the reverse": """
        SELECT b.id FROM bookings b WHERE (b.status = 'confirmed')
        <> EXISTS (SELECT 1 FROM payments p WHERE p.booking_id = b.id)""",
    "parts that do not carry what was paid": """
        SELECT b.id FROM bookings b
        WHERE (SELECT coalesce(sum(paid_amount), 0) FROM payment_installments i
            WHERE i.booking_id = b.id)
        <> (SELECT coalesce(sum(amount), 0) FROM payments p WHERE p.booking_id = b.id)""",
    "a confirmation that was not told once": """
        SELECT b.id FROM bookings b LEFT JOIN communications c
        ON c.booking_id = b.id AND c.template_name = 'booking_confirmed'
        WHERE b.status = 'confirmed' GROUP BY b.id HAVING count(c.id) <> 1""",
    "books that do not balance": """
        SELECT currency FROM ledger_entries GROUP BY currency
        HAVING sum(CASE type WHEN 'debit' THEN amount ELSE -amount END) <> 0""",
}


@pytest.mark.parametrize(
    "times", [4, pytest.param(30, marks=pytest.mark.long)], ids=["four times", "thirty times"]
)
def test_killed_at_any_moment_it_is_whole_and_goes_on(
    sessions: sessionmaker[Session], database_url: str, tmp_path: Path, times: int
) -> None:
    order, statement = split(sessions, 12 * times + 30)
    file = tmp_path / "statement.csv"
    file.write_bytes(statement.content())
    command = [sys.executable, "-m", "tests.crm.payments.statement.applying", database_url]
    command += [str(order.organization_id), str(file)]
    seed = random.randrange(10**6)
    print("seed", seed)  # noqa: T201  (shown where it fails)
    moments = random.Random(seed)
    alive = [_killed_at_some_moment(command, moments, sessions) for _ in range(times)]
    assert any(alive), "the kills came too late to say anything"
    finished = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    assert finished.stdout == b"begins\n"
    assert _payments(sessions) == len(statement.rows)
    assert _findings(sessions) == []


def _killed_at_some_moment(
    command: list[str], moments: random.Random, sessions: sessionmaker[Session]
) -> bool:
    """Start it, and kill it somewhere in its next dozen lines; whether it had not ended yet."""
    enough = _payments(sessions) + moments.randrange(12)
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    while process.poll() is None and _payments(sessions) < enough:
        time.sleep(0.002)
    time.sleep(moments.uniform(0, 0.08))
    was_alive = process.poll() is None
    process.kill()
    process.communicate(timeout=30)
    _settled(sessions)
    assert _findings(sessions) == []
    return was_alive


def _settled(sessions: sessionmaker[Session]) -> None:
    """Wait until the server has noticed that the killed one is gone."""
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    for _ in range(100):
        with sessions() as session:
            if not session.scalar(text(others)):
                return
        time.sleep(0.05)
    raise AssertionError("the killed one still works")


def _findings(sessions: sessionmaker[Session]) -> list[tuple[str, int]]:
    """What is wrong, and of how many rows."""
    with sessions() as session:
        counts = {name: len(session.execute(text(rule)).all()) for name, rule in WRONG.items()}
    return [(name, count) for name, count in counts.items() if count]


def _payments(sessions: sessionmaker[Session]) -> int:
    with sessions() as session:
        return session.scalar(text("SELECT count(*) FROM payments")) or 0
