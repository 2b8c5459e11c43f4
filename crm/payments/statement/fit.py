"""Whether the lines that name one booking are what it owes: one by one, or as a split."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from crm import money
from crm.models import Payment
from crm.payments.statement.line import MATCHED, PROPOSED, REFUSED, Line, Mark, Verdict
from crm.payments.statement.owing import Owing

MOST_TRIED = 10
"""Lines of one booking among which the parts of a split are looked for."""
LATE = ("expired", "cancelled")
NEAR = 3
"""Days within which a payment that an agent recorded may be the line's money."""


def judge(
    owing: Owing,
    lines: Sequence[Line],
    marks: Mapping[int, Mark],
    by_hand: Collection[Payment],
) -> list[Verdict]:
    """What is said of each line that names this booking, in their order.

    `by_hand` are the booking's payments that no statement has told of.
    """
    said: dict[int, Verdict] = {}
    open_lines = []
    for line in lines:
        early = _at_once(owing, line, marks[line.number], by_hand)
        if early is None:
            open_lines.append(line)
        else:
            said[line.number] = _verdict(owing, line, marks, *early)
    for line, reason, facts in _fitted(owing, open_lines):
        outcome = MATCHED if reason in ("fits", "split") else PROPOSED
        said[line.number] = _verdict(owing, line, marks, outcome, reason, facts)
    return [said[line.number] for line in lines]


def _at_once(
    owing: Owing, line: Line, mark: Mark, by_hand: Collection[Payment]
) -> tuple[str, str, dict[str, object]] | None:
    """What is said of a line whatever the others are."""
    booking = owing.booking
    if line.currency != booking.currency:
        return REFUSED, "foreign_currency", {"currency": booking.currency}
    twin = next((one for one in by_hand if _is_near(one, line)), None)
    if twin is not None:
        return PROPOSED, "recorded_by_hand", {"day": twin.payment_date}
    if mark.repeats is not None:
        return PROPOSED, "repeated", {"first": mark.repeats}
    if booking.status in LATE:
        return MATCHED, "late_payment", {"status": booking.status}
    if booking.status == "quote":
        return PROPOSED, "not_held", {}
    return None


def _is_near(payment: Payment, line: Line) -> bool:
    apart = abs((payment.payment_date - line.day).days)
    return payment.amount == line.amount and apart <= NEAR


def _fitted(owing: Owing, lines: Sequence[Line]) -> list[tuple[Line, str, dict[str, object]]]:
    """The lines that settle something one after the other, then those that do together."""
    found: list[tuple[Line, str, dict[str, object]]] = []
    rest = []
    for line in lines:
        if owing.fits(line.amount):
            owing = owing.after(line.amount)
            found.append((line, "fits", {}))
        else:
            rest.append(line)
    split = _split(owing, rest)
    for line in split:
        owing = owing.after(line.amount)
    for line in rest:
        if line in split:
            others = ", ".join(str(one.number) for one in split if one is not line)
            found.append((line, "split", {"others": others}))
        else:
            reason = "amount_differs" if owing.due else "nothing_due"
            found.append((line, reason, {"due": _text(owing.due, owing)}))
    return found


def _split(owing: Owing, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The most lines that make what is owed together; none where no two do."""
    tried = lines[:MOST_TRIED]
    for count in range(len(tried), 1, -1):
        for some in combinations(tried, count):
            if owing.fits(sum((line.amount for line in some), Decimal(0))):
                return some
    return ()


def _verdict(
    owing: Owing,
    line: Line,
    marks: Mapping[int, Mark],
    outcome: str,
    reason: str,
    facts: Mapping[str, object],
) -> Verdict:
    known = {"amount": _text(line.amount, owing, line.currency), "code": owing.booking.booking_code}
    return Verdict(
        number=line.number,
        outcome=outcome,
        reason=reason,
        facts={**known, **facts},
        line=line,
        identity=marks[line.number].identity,
        booking_id=owing.booking.id,
    )


def _text(amount: Decimal, owing: Owing, currency: str | None = None) -> money.Sum:
    return money.Sum(amount, currency or owing.booking.currency)
