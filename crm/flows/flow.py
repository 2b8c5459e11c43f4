"""What a flow is: for one message, whether it may go now, what it says, and at which hours.

A flow judges a case: the rows as they are in the transaction that claims the message, with
the booking held against change. Nothing of it was decided when the message was queued.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import clients, local_time, quiet
from crm.models import (
    Booking,
    Client,
    Communication,
    Organization,
    PaymentInstallment,
    TourDeparture,
)
from crm.payments import standing
from crm.payments.standing import Standing


@dataclass(frozen=True)
class Stop:
    """It is not sent: what it says is not true any more, or was never to be said."""

    reason: str


@dataclass(frozen=True)
class Wait:
    """It is not sent yet: look again then."""

    until: datetime
    reason: str


Verdict = Stop | Wait | None
"""None: it may go."""


@dataclass
class Case:
    """One message that is due, and what it is about."""

    session: Session
    organization: Organization
    client: Client
    """Whom it goes to."""
    communication_id: int
    template_name: str
    about: Mapping[str, Any]
    now: datetime
    booking_id: int | None = None

    @property
    def has_subject(self) -> bool:
        """Whether it says what it is about; a template alone is judged by nothing."""
        return self.booking_id is not None or bool(self.about)

    @cached_property
    def booking(self) -> Booking:
        """The booking it is about, read anew: it is locked by now."""
        assert self.booking_id is not None  # noqa: S101  (flows of bookings have one)
        return self.session.get_one(Booking, self.booking_id, populate_existing=True)

    @cached_property
    def planned_for(self) -> str | None:
        """What the message was planned for, where its key says one: a day, a deadline."""
        key = self.session.scalar(
            select(Communication.dedupe_key).where(Communication.id == self.communication_id)
        )
        parts = (key or "").split(":")
        return parts[2] if len(parts) == 3 else None

    @cached_property
    def departure(self) -> TourDeparture | None:
        """The departure of the booking, or the one that the message names."""
        if "departure" in self.about:
            return self.session.get_one(TourDeparture, int(self.about["departure"]))
        if self.booking_id is None or self.booking.tour_departure_id is None:
            return None
        return self.session.get_one(
            TourDeparture, self.booking.tour_departure_id, populate_existing=True
        )

    @cached_property
    def standing(self) -> Standing:
        """The booking's money."""
        return standing.of(self.session, self.booking)

    @cached_property
    def installments(self) -> list[PaymentInstallment]:
        """The parts of the price that are asked for, by the day on which they are due."""
        found = self.session.scalars(
            select(PaymentInstallment)
            .where(
                PaymentInstallment.booking_id == self.booking.id,
                PaymentInstallment.status.not_in(("waived", "cancelled")),
            )
            .order_by(PaymentInstallment.due_date, PaymentInstallment.seq)
            .execution_options(populate_existing=True)
        )
        return list(found)

    @property
    def zone(self) -> str:
        """The zone of the one who reads it."""
        return clients.timezone_of(self.client, self.organization.timezone)

    @property
    def quiet_hours(self) -> quiet.Hours:
        """When the reader is not to be woken."""
        return quiet.Hours(self.organization.quiet_start, self.organization.quiet_end, self.zone)

    @property
    def today(self) -> date:
        """The reader's day."""
        return local_time.today(self.now, self.zone)


Maker = Callable[[Case, str], str]
"""The value of a variable, in a language."""


def _always(case: Case) -> bool:
    del case
    return True


def _never_stops(case: Case) -> Verdict:
    del case
    return None


@dataclass(frozen=True)
class Flow:
    """The rules of one template."""

    still: Callable[[Case], Verdict] = _never_stops
    values: Mapping[str, Maker] = field(default_factory=dict)
    """What this template says otherwise than crm.flows.values."""
    keeps_quiet: Callable[[Case], bool] = _always
    """Whether quiet hours hold it back."""
    document: str | None = None
    """The kind of document that stands above its text."""
    form: Callable[[Case], str] = lambda case: case.template_name
    """The template that says it as it is by now."""


EXPECTED = frozenset(
    {
        "already_paid",
        "booking_cancelled",
        "booking_completed",
        "booking_expired",
        "booking_over",
        "claim_settled",
        "confirmed_already",
        "departed",
        "installment_gone",
        "marketing_not_wanted",
        "offer_over",
        "opted_out",
        "revived",
        "said_today",
        "skipped",
        "superseded",
        "too_late",
    }
)
"""Reasons for which nobody needs to do anything: not sending it was right."""
