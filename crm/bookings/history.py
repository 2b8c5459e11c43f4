"""What has happened to a booking: its steps, and by the audit log what was done beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CompoundSelect, String, cast, literal, select, union_all
from sqlalchemy.orm import Session

from crm import audit
from crm.models import (
    AuditEntry,
    Booking,
    BookingEvent,
    BookingItem,
    BookingNote,
    BookingParticipant,
    Communication,
    PaymentClaim,
    PaymentInstallment,
    PaymentReminder,
    Refund,
    User,
)

SHOWN = 100
"""Of each, the latest."""

BESIDE = (
    *("person.added", "person.edited", "person.made_primary", "person.removed"),
    *("booking.note_added", "item.described", "link.made", "link.revoked"),
    *("reminder.hurried", "reminder.skipped", "reminder.snoozed"),
    *("message.hurried", "message.skipped", "message.snoozed"),
    *("claim.matched", "claim.rejected"),
    *("refund.requested", "refund.failed", "refund.given_up"),
)
"""Deeds that are no step of the booking, and so have no event of its own."""


@dataclass(frozen=True)
class Happened:
    """A step with who of the team took it."""

    event: BookingEvent
    user: User | None

    @property
    def at(self) -> datetime:
        """When."""
        return self.event.at


@dataclass(frozen=True)
class Noted:
    """A deed beside the steps, and whose it was."""

    entry: AuditEntry
    user: User | None

    @property
    def at(self) -> datetime:
        """When."""
        return self.entry.at


def steps(session: Session, booking: Booking) -> list[Happened]:
    """The steps, the latest first."""
    found = session.execute(
        select(BookingEvent, User)
        .outerjoin(User, User.id == BookingEvent.actor_user_id)
        .where(BookingEvent.booking_id == booking.id)
        .order_by(BookingEvent.id.desc())
        .limit(SHOWN)
    )
    return [Happened(*row) for row in found]


def noted(session: Session, booking: Booking) -> list[Noted]:
    """The deeds beside them, the latest first."""
    found = session.execute(
        select(AuditEntry, User)
        .outerjoin(User, User.id == AuditEntry.user_id)
        .where(
            AuditEntry.organization_id == booking.organization_id,
            AuditEntry.subject.in_(_subjects(booking)),
            AuditEntry.action.in_(BESIDE),
        )
        .order_by(AuditEntry.id.desc())
        .limit(SHOWN)
    )
    return [Noted(*row) for row in found]


def told(
    taken: Sequence[Happened], beside: Sequence[Noted], most: int = SHOWN
) -> list[Happened | Noted]:
    """Both together in the order of time, the latest first."""
    both: list[Happened | Noted] = [*taken, *beside]
    return sorted(both, key=lambda one: one.at, reverse=True)[:most]


def _subjects(booking: Booking) -> CompoundSelect[str]:
    """As the log names it: the booking, and the rows that belong to it."""
    own = (BookingItem, BookingNote, BookingParticipant, Communication, PaymentClaim, Refund)
    reminders = (
        select(literal(f"{PaymentReminder.__tablename__}:") + cast(PaymentReminder.id, String))
        .join(PaymentInstallment, PaymentInstallment.id == PaymentReminder.installment_id)
        .where(PaymentInstallment.booking_id == booking.id)
    )
    return union_all(
        select(literal(audit.name(booking))),
        reminders,
        *(
            select(literal(f"{table.__tablename__}:") + cast(table.id, String)).where(
                table.booking_id == booking.id
            )
            for table in own
        ),
    )
