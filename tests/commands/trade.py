"""What the tests of commands sell: one tour, its departure, one client; made by commands."""

import re
from datetime import date, timedelta

import now
from crm import local_time
from tests.commands.conftest import Run

PHONE = "+77012345678"
ALMATY = "Asia/Almaty"


def day(ahead: int = 60) -> date:
    """A day so far ahead in Almaty."""
    return local_time.today(now.utc(), ALMATY) + timedelta(days=ahead)


def said(run: Run, *arguments: str, code: int = 0) -> str:
    """What a command says; it ends with `code`."""
    result = run(*arguments)
    assert result.exit_code == code, result.output
    return result.output


def stock(run: Run, seats: int = 10, ahead: int = 60) -> None:
    """A tour with departure 1, and Мария, client 1."""
    said(run, "tours", "add", "Алтай", "--price", "225 000", "--seats", str(seats), "--days", "3")
    said(run, "departures", "add", "Алтай", str(day(ahead)), "--time", "7:30", "--meet", "Абая 10")
    said(run, "clients", "add", "--phone", PHONE, "--name", "Мария")


def quoted(run: Run, *more: str) -> str:
    """The code of a new quote for two on departure 1."""
    wish = ("--departure", "1", "--people", "2", *more)
    output = said(run, "bookings", "quote", "--client", PHONE, *wish)
    return code_in(output)


def code_in(output: str) -> str:
    """The first booking code that a command said."""
    found = re.search(r"[A-Z]{3}-[0-9A-Z]{6}", output)
    assert found is not None, output
    return found[0]
