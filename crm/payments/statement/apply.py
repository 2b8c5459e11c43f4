"""Applying a statement: one transaction a booking, its effects after all of its lines.

It may be stopped at any moment and begun again: a line's identity is its payment's own, and
the database takes it once.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from crm import local_time, retry
from crm.bookings import find
from crm.bookings.machine import Actor
from crm.errors import CrmError, Text
from crm.models import Booking, Organization
from crm.payments import record
from crm.payments.record import Incoming
from crm.payments.statement import line as lines_of, match
from crm.payments.statement.line import MATCHED, PROPOSED, REFUSED, Line, Mark, Unread, Verdict


@dataclass(frozen=True)
class Order:
    """Who applies a statement, and what they decided."""

    organization_id: int
    actor: Actor
    method: str = "bank_transfer"
    """How the money came, where the statement is of one way of paying: `kaspi`."""
    accepted: Collection[int] = ()
    """Numbers of proposed lines that a person has accepted."""


def show(
    session: Session, organization_id: int, read: Sequence[Line | Unread], now: datetime
) -> list[Verdict]:
    """What would become of every line, in their order; nothing is changed."""
    organization = session.get_one(Organization, organization_id)
    today = local_time.today(now, organization.timezone)
    return match.verdicts(session, organization, read, today)


def apply(
    sessions: sessionmaker[Session], order: Order, read: Sequence[Line | Unread], now: datetime
) -> list[Verdict]:
    """Apply what is matched or accepted; what is said of every line, in their order."""
    with sessions() as session:
        shown = show(session, order.organization_id, read, now)
    marks = lines_of.marks(one for one in read if isinstance(one, Line))
    said = {verdict.number: verdict for verdict in shown}
    grouped: defaultdict[int, list[Verdict]] = defaultdict(list)
    for verdict in shown:
        if verdict.booking_id is not None and _is_wanted(verdict, order):
            grouped[verdict.booking_id].append(verdict)
    for booking_id in sorted(grouped):
        for verdict in _book(sessions, order, booking_id, grouped[booking_id], marks, now):
            said[verdict.number] = verdict
    return [said[one.number] for one in read]


def _is_wanted(verdict: Verdict, order: Order) -> bool:
    is_accepted = verdict.outcome == PROPOSED and verdict.number in order.accepted
    return verdict.outcome == MATCHED or is_accepted


def _book(
    sessions: sessionmaker[Session],
    order: Order,
    booking_id: int,
    shown: Sequence[Verdict],
    marks: Mapping[int, Mark],
    now: datetime,
) -> list[Verdict]:
    """One booking's lines, judged again under its lock and received together.

    What the rules refuse is refused for all of them, with their sentence, and the other bookings
    go on.
    """
    lines = [verdict.line for verdict in shown if verdict.line is not None]

    def work(session: Session) -> list[Verdict]:
        booking = find.locked(session, booking_id)
        said = _again(session, order, booking, lines, marks, now)
        wanted = [verdict for verdict in said if _is_wanted(verdict, order)]
        incoming = [_incoming(order, verdict) for verdict in wanted]
        if incoming:
            record.receive(session, booking_id, incoming, order.actor, now)
        return [
            _accepted(one) if one in wanted and one.outcome == PROPOSED else one for one in said
        ]

    said: object
    try:
        return retry.transaction(sessions, work)
    except CrmError as problem:
        said = problem
    except DBAPIError as problem:
        if getattr(problem.orig, "sqlstate", None) not in retry.AGAIN:
            raise
        said = Text("Somebody else is at work on this booking. Apply the statement once more.")
    facts = {"sentence": said}
    return [replace(one, outcome=REFUSED, reason="rules", facts=facts) for one in shown]


def _accepted(verdict: Verdict) -> Verdict:
    return replace(verdict, outcome=MATCHED, reason="accepted")


def _again(
    session: Session,
    order: Order,
    booking: Booking,
    lines: Sequence[Line],
    marks: Mapping[int, Mark],
    now: datetime,
) -> list[Verdict]:
    """What is said of the lines now that nobody else can change the booking."""
    before = match.applied(
        session, order.organization_id, (marks[line.number].identity for line in lines)
    )
    today = local_time.today(now, session.get_one(Organization, order.organization_id).timezone)
    early = {
        line.number: verdict
        for line in lines
        if (verdict := match.at_once(line, marks[line.number], before, today))
    }
    rest = [line for line in lines if line.number not in early]
    judged = match.of_bookings(session, {booking: rest}, marks) if rest else []
    return [*early.values(), *judged]


def _incoming(order: Order, verdict: Verdict) -> Incoming:
    line = verdict.line
    assert line is not None  # noqa: S101  (only lines that were read are matched)
    return Incoming(
        amount=line.amount,
        currency=line.currency,
        payment_date=line.day,
        method=order.method,
        provider=match.PROVIDER,
        provider_ref=verdict.identity,
        payer_name=line.payer or None,
        recorded_by=order.actor.user_id,
    )
