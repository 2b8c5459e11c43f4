"""Holds: places are held, the hold ends soon, it has ended."""

from collections.abc import Mapping
from datetime import UTC

from crm.flows import suspense
from crm.flows.flow import Case, Flow, Stop, Verdict
from crm.models.booking import HELD


def ended(case: Case) -> Verdict:
    """Why a message to a client whose hold is open may not go; None while it is open."""
    booking = case.booking
    if booking.status in HELD:
        return None
    if booking.status in ("confirmed", "paid", "completed"):
        return Stop("already_paid")
    return Stop(f"booking_{booking.status}")


def _created(case: Case) -> Verdict:
    # A payment request says the same and more.
    return Stop("superseded") if case.booking.status == "payment_pending" else ended(case)


def _expiring(case: Case) -> Verdict:
    """Not while money may be on its way, nor after the time that it names."""
    if stop := ended(case):
        return stop
    until = case.booking.hold_expires_at
    if until is None or until <= case.now:
        return Stop("too_late")
    if case.planned_for not in (None, f"{until.astimezone(UTC):%Y%m%d%H%M}"):
        return Stop("superseded")
    return suspense.of(case.session, case.booking, case.now)


def _expired(case: Case) -> Verdict:
    status = case.booking.status
    if status == "expired":
        return Stop("late_payment") if case.standing.paid > 0 else None
    return Stop("booking_cancelled" if status == "cancelled" else "revived")


FLOWS: Mapping[str, Flow] = {
    "booking_hold_created": Flow(_created),
    "hold_expiring": Flow(_expiring),
    "hold_expired": Flow(_expired),
}
