"""Which booking a line of a statement pays: by its code, else by amount and name, and why.

Nothing is changed here: what is said is shown, and said again under the booking's lock when
it is applied.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import money
from crm.errors import Text
from crm.models import Booking, Organization, Payment
from crm.payments.statement import codes, fit, line as lines_of, names, owing
from crm.payments.statement.line import PROPOSED, REFUSED, Line, Mark, Unread, Verdict
from crm.payments.statement.owing import Owing

PROVIDER = "statement"


@dataclass(frozen=True)
class Applied:
    """A payment that a statement has brought before."""

    code: str
    payment: Payment


def verdicts(
    session: Session, organization: Organization, read: Sequence[Line | Unread], today: date
) -> list[Verdict]:
    """What is said of every line, in their order."""
    marks = lines_of.marks(one for one in read if isinstance(one, Line))
    before = applied(session, organization.id, (mark.identity for mark in marks.values()))
    said: dict[int, Verdict] = {}
    asked: list[Line] = []
    for one in read:
        if isinstance(one, Unread):
            said[one.number] = Verdict(one.number, REFUSED, one.reason, one.facts)
        elif early := at_once(one, marks[one.number], before, today):
            said[one.number] = early
        else:
            asked.append(one)
    for verdict in _of_bookings(session, organization.id, asked, marks):
        said[verdict.number] = verdict
    return [said[one.number] for one in read]


def applied(session: Session, organization_id: int, wanted: Iterable[str]) -> dict[str, Applied]:
    """Payments that statements have brought before, by identity."""
    found = session.execute(
        select(Payment, Booking.booking_code)
        .join(Booking, Booking.id == Payment.booking_id)
        .where(
            Payment.organization_id == organization_id,
            Payment.provider == PROVIDER,
            Payment.provider_ref.in_(list(wanted)),
        )
    )
    return {payment.provider_ref or "": Applied(code, payment) for payment, code in found}


def at_once(line: Line, mark: Mark, before: Mapping[str, Applied], today: date) -> Verdict | None:
    """What is said of a line whichever booking it names."""
    if line.is_outgoing:
        return _refused(line, mark, "outgoing")
    if line.day > today:
        return _refused(line, mark, "day_to_come", day=line.day)
    if mark.double_of is not None:
        return _refused(line, mark, "double", first=mark.double_of)
    known = before.get(mark.identity)
    if known is None:
        return None
    paid = known.payment
    if (paid.amount, paid.currency) == (line.amount, line.currency):
        return _refused(line, mark, "already_applied", code=known.code)
    return _refused(
        line,
        mark,
        "reference_taken",
        code=known.code,
        reference=line.reference,
        applied=money.Sum(paid.amount, paid.currency),
    )


def of_bookings(
    session: Session, lines: Mapping[Booking, Sequence[Line]], marks: Mapping[int, Mark]
) -> list[Verdict]:
    """What is said of the lines that name each of these bookings."""
    by_hand: defaultdict[int, list[Payment]] = defaultdict(list)
    for payment in session.scalars(
        select(Payment).where(
            Payment.booking_id.in_([booking.id for booking in lines]),
            Payment.status == "succeeded",
            Payment.provider != PROVIDER,
        )
    ):
        by_hand[payment.booking_id].append(payment)
    said: list[Verdict] = []
    for one in owing.of(session, list(lines)):
        said += fit.judge(one, lines[one.booking], marks, by_hand[one.booking.id])
    return said


def _of_bookings(
    session: Session, organization_id: int, lines: Sequence[Line], marks: Mapping[int, Mark]
) -> list[Verdict]:
    """Those with the code of a booking are judged with it, the others by amount and name."""
    written = {line.number: codes.written(line) for line in lines}
    wanted = {code for found in written.values() for code in found}
    bookings = {
        booking.booking_code: booking
        for booking in session.scalars(
            select(Booking).where(
                Booking.organization_id == organization_id, Booking.booking_code.in_(wanted)
            )
        )
    }
    grouped: defaultdict[Booking, list[Line]] = defaultdict(list)
    said, nameless = [], []
    for line in lines:
        found = [code for code in written[line.number] if code in bookings]
        if len(found) == 1:
            grouped[bookings[found[0]]].append(line)
        elif found:
            mark = marks[line.number]
            said.append(_refused(line, mark, "several_codes", codes=", ".join(found)))
        else:
            nameless.append(line)
    said += of_bookings(session, grouped, marks)
    waiting = owing.waiting(session, organization_id) if nameless else {}
    for line in nameless:
        fitting = waiting.get((line.currency, line.amount), [])
        said.append(_by_likeness(line, marks[line.number], fitting))
    return said


def _by_likeness(line: Line, mark: Mark, fitting: Sequence[Owing]) -> Verdict:
    """The one booking that a line without a known code may be for, of those it would fit."""
    typed = codes.mistyped(line)
    near = [one for one in fitting if codes.are_near(typed, one.booking.booking_code)]
    if typed and len(near) == 1:
        return _proposed(line, mark, "code_mistyped", near[0], typed=typed)
    alike = [one for one in fitting if names.are_alike(line.payer, one.client_name)]
    claimed = [one for one in alike if one.has_claim]
    if len(claimed) == 1:
        return _proposed(line, mark, "claimed", claimed[0])
    if len(alike) == 1:
        return _proposed(line, mark, "payer", alike[0])
    if alike:
        found = ", ".join(sorted(one.booking.booking_code for one in alike))
        return _refused(line, mark, "several_bookings", codes=found)
    if typed:
        return _refused(line, mark, "unknown_code", typed=typed)
    return _refused(line, mark, "no_booking")


def _refused(line: Line, mark: Mark, reason: str, **facts: object) -> Verdict:
    known = _facts(line) | facts
    return Verdict(line.number, REFUSED, reason, known, line, mark.identity)


def _proposed(line: Line, mark: Mark, reason: str, one: Owing, **facts: object) -> Verdict:
    known = _facts(line) | {"code": one.booking.booking_code} | facts
    return Verdict(line.number, PROPOSED, reason, known, line, mark.identity, one.booking.id)


def _facts(line: Line) -> dict[str, object]:
    return {
        "amount": money.Sum(line.amount, line.currency),
        "payer": line.payer or Text("a payer without a name"),
    }
