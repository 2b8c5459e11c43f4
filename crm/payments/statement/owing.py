"""What bookings owe, for many at once: the sums with which something of them would be settled."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.models import Booking, Client, Payment, PaymentClaim, PaymentInstallment, Refund
from crm.models.booking import HELD

OPEN = (*HELD, "confirmed")
"""In one of these, money is waited for."""
BATCH = 1000


@dataclass(frozen=True)
class Owing:
    """A booking, what was paid for it, and where its parts end."""

    booking: Booking
    client_name: str
    paid: Decimal
    ends: frozenset[Decimal]
    """The sums at which the deposit, a part, or all of it is paid."""
    has_claim: bool

    def fits(self, amount: Decimal) -> bool:
        """Whether this amount settles what is due next, several parts, or all."""
        return self.paid + amount in self.ends

    def after(self, amount: Decimal) -> "Owing":
        """The same once this amount is paid, too."""
        return replace(self, paid=self.paid + amount)

    def wants(self) -> Iterator[tuple[str, Decimal]]:
        """Each amount that would settle something, with its currency."""
        for end in self.ends:
            if end > self.paid:
                yield self.booking.currency, end - self.paid

    @property
    def due(self) -> Decimal:
        """What is still to be paid in all; never below nothing."""
        return max(Decimal(0), self.booking.total_amount - self.paid)


def waiting(session: Session, organization_id: int) -> Mapping[tuple[str, Decimal], list[Owing]]:
    """All bookings of an organization that wait for money, by each amount they wait for."""
    bookings = session.scalars(
        select(Booking).where(Booking.organization_id == organization_id, Booking.status.in_(OPEN))
    ).all()
    found: defaultdict[tuple[str, Decimal], list[Owing]] = defaultdict(list)
    for one in of(session, bookings):
        for wanted in one.wants():
            found[wanted].append(one)
    return found


def of(session: Session, bookings: Sequence[Booking]) -> list[Owing]:
    """These bookings with what they owe, a handful of statements for all."""
    found: list[Owing] = []
    for start in range(0, len(bookings), BATCH):
        found += _of(session, bookings[start : start + BATCH])
    return found


def _of(session: Session, bookings: Sequence[Booking]) -> list[Owing]:
    ids = [booking.id for booking in bookings]
    received, refunded = _sums(session, Payment, ids), _sums(session, Refund, ids)
    parts: defaultdict[int, list[PaymentInstallment]] = defaultdict(list)
    for part in session.scalars(
        select(PaymentInstallment)
        .where(
            PaymentInstallment.booking_id.in_(ids),
            PaymentInstallment.status.not_in(("waived", "cancelled")),
        )
        .order_by(PaymentInstallment.due_date, PaymentInstallment.seq)
    ):
        parts[part.booking_id].append(part)
    clients = [booking.client_id for booking in bookings]
    names = {
        key: name
        for key, name in session.execute(
            select(Client.id, Client.name).where(Client.id.in_(clients))
        )
    }
    claimed = set(
        session.scalars(
            select(PaymentClaim.booking_id).where(
                PaymentClaim.booking_id.in_(ids), PaymentClaim.status == "open"
            )
        )
    )
    return [
        Owing(
            booking=booking,
            client_name=names[booking.client_id],
            paid=received.get(booking.id, Decimal(0)) - refunded.get(booking.id, Decimal(0)),
            ends=_ends(booking, parts[booking.id]),
            has_claim=booking.id in claimed,
        )
        for booking in bookings
    ]


def _ends(booking: Booking, parts: Iterable[PaymentInstallment]) -> frozenset[Decimal]:
    ends, summed = {booking.total_amount, booking.deposit_amount}, Decimal(0)
    for part in parts:
        summed += part.amount
        ends.add(summed)
    return frozenset(ends)


def _sums(
    session: Session, model: type[Payment] | type[Refund], ids: Sequence[int]
) -> dict[int, Decimal]:
    found = session.execute(
        select(model.booking_id, func.sum(model.amount))
        .where(model.booking_id.in_(ids), model.status == "succeeded")
        .group_by(model.booking_id)
    )
    return {booking_id: amount for booking_id, amount in found}
