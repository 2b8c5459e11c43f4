"""What is owed at the moment of sending: by a day, next, and to be confirmed."""

from datetime import date
from decimal import Decimal

from crm.flows.flow import Case
from crm.models import PaymentInstallment
from crm.models.booking import HELD
from crm.payments.standing import NOTHING


def by(case: Case, day: date) -> Decimal:
    """What is still owed of all parts due up to a day; never below nothing."""
    parts = sum((one.amount for one in case.installments if one.due_date <= day), NOTHING)
    return min(case.standing.due, max(NOTHING, parts - case.standing.paid))


def next_part(case: Case) -> PaymentInstallment | None:
    """The first part that is not covered by what was paid."""
    summed = NOTHING
    for part in case.installments:
        summed += part.amount
        if summed > case.standing.paid:
            return part
    return None


def part(case: Case) -> PaymentInstallment | None:
    """The part that the message names, else the next one."""
    named = case.about.get("installment")
    for one in case.installments:
        if one.id == named:
            return one
    return next_part(case)


def now(case: Case) -> Decimal:
    """What the client is asked for now.

    What is owed of the parts that are due, or of the one that the message names; for a hold
    what is missing to confirm it at the least.
    """
    found = part(case)
    if found is None:
        return to_confirm(case)
    if case.booking.status in HELD:
        return max(to_confirm(case), by(case, found.due_date))
    return by(case, max(found.due_date, case.today))


def to_confirm(case: Case) -> Decimal:
    """What is missing of the deposit; of the whole where the deposit is there."""
    missing = case.booking.deposit_amount - case.standing.paid
    return min(case.standing.due, missing) if missing > 0 else case.standing.due


def day(case: Case) -> date | None:
    """The day by which `now` is to be paid."""
    found = part(case)
    return found.due_date if found else None
