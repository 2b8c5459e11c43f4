"""A line of a bank statement, and what is said of it: matched, proposed or refused, and why."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from crm import booking_code
from crm.payments.shown import HASHED
from crm.payments.statement import reasons

MATCHED, PROPOSED, REFUSED = "matched", "proposed", "refused"


@dataclass(frozen=True)
class Line:
    """Money that moved, as the bank tells of it."""

    number: int
    """Its line in the file, the first is 1."""
    day: date
    amount: Decimal
    """More than nothing; `is_outgoing` says which way it went."""
    currency: str
    is_outgoing: bool = False
    reference: str = ""
    """The bank's own id of the movement; a payer's document number is none."""
    document: str = ""
    """The number the payer gave their order: others give the same."""
    payer: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class Unread:
    """A line that could not be read, and why."""

    number: int
    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What is said of a line."""

    number: int
    outcome: str
    """matched, proposed or refused."""
    reason: str
    """A key of crm.payments.statement.reasons."""
    facts: Mapping[str, object] = field(default_factory=dict)
    line: Line | None = None
    """None where it could not be read."""
    identity: str = ""
    booking_id: int | None = None

    @property
    def sentence(self) -> str:
        """The reason in English."""
        return reasons.sentence(self.reason, self.facts)


@dataclass(frozen=True)
class Mark:
    """What makes a line the same in every file it stands in."""

    identity: str
    double_of: int | None = None
    """The line of this file that is the same movement, by the bank's own reference."""
    repeats: int | None = None
    """The line it repeats in all it says, or whose reference it has with another amount: a
    person says whether it is other money."""


def marks(lines: Iterable[Line]) -> dict[int, Mark]:
    """The mark of each line, by its number.

    The bank's reference where there is one; else all that is known of the line, and which of
    several identical ones it is. A booking's code is no reference: each of its payments has it.
    """
    found: dict[int, Mark] = {}
    firsts: dict[str, Line] = {}
    seen: Counter[str] = Counter()
    for line in lines:
        identity = "" if booking_code.canonical(line.reference) else _plain(line.reference).upper()
        first = firsts.setdefault(identity, line) if identity else line
        if first is not line and _moved(first) == _moved(line):
            found[line.number] = Mark(identity, double_of=first.number)
            continue
        if first is not line or not identity:
            digest = _digest(line)
            identity = f"{HASHED}{digest}:{seen[digest]}"
            seen[digest] += 1
            first = firsts.setdefault(digest, line) if first is line else first
        found[line.number] = Mark(identity, repeats=None if first is line else first.number)
    return found


def _moved(line: Line) -> tuple[date, Decimal, str, bool]:
    return line.day, line.amount, line.currency, line.is_outgoing


def _digest(line: Line) -> str:
    known = (
        line.day.isoformat(),
        f"{line.amount.normalize():f}",
        line.currency,
        "-" if line.is_outgoing else "+",
        *(_plain(said) for said in (line.reference, line.document, line.payer, line.purpose)),
    )
    return hashlib.sha256("\x1f".join(known).encode()).hexdigest()[:32]


def _plain(said: str) -> str:
    """Without what another export of the same statement writes differently."""
    return " ".join(said.split()).casefold()
