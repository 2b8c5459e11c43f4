"""Payments: what is asked for, what was received, and that it confirmed the booking."""

from collections.abc import Mapping

from sqlalchemy import select

from crm.flows import dues, holds, suspense, values
from crm.flows.flow import Case, Flow, Stop, Verdict
from crm.models import PaymentClaim, User

GOOD = ("confirmed", "paid", "completed")


def _request(case: Case) -> Verdict:
    if stop := holds.ended(case):
        return stop
    if dues.now(case) <= 0:
        return Stop("already_paid")
    return suspense.of(case.session, case.booking, case.now)


def _confirmed(case: Case) -> Verdict:
    status = case.booking.status
    return None if status in GOOD else Stop(f"booking_{status}")


def _receipt_form(case: Case) -> str:
    """Paid in full says so; what has become short again names what remains."""
    if case.booking.status not in GOOD:
        return case.template_name
    return "payment_received_full" if case.standing.due <= 0 else "payment_received"


def _partial(case: Case) -> Verdict:
    """That more is needed to confirm is said while it is."""
    return holds.ended(case)


def _late(case: Case) -> Verdict:
    return Stop("revived") if case.booking.status in GOOD else None


def _left_after(case: Case, language: str) -> str:
    """What remains once the amount asked for is paid."""
    return values.amount(case, case.standing.due - dues.now(case), language)


def _missing(case: Case, language: str) -> str:
    return values.amount(case, dues.to_confirm(case), language)


def _all_paid(case: Case, language: str) -> str:
    return values.amount(case, case.standing.paid, language)


def _claim(case: Case) -> Verdict:
    """The answer to “I have paid” is of use while somebody is still to look."""
    named = case.about.get("claim")
    found = case.session.get(PaymentClaim, int(named)) if named else None
    return None if found is None or found.status == "open" else Stop("claim_settled")


def _not_found(case: Case) -> Verdict:
    """That nothing came is said while it is so."""
    named = case.about.get("claim")
    found = case.session.get(PaymentClaim, int(named)) if named else None
    if found is not None and found.status != "rejected":
        return Stop("claim_settled")
    return Stop("already_paid") if case.standing.due <= 0 else None


def agent_name(case: Case, language: str) -> str:
    """Who looks after it: the agent by name, else the operator."""
    del language
    agent_id = case.about.get("agent")
    name = agent_id and case.session.scalar(select(User.name).where(User.id == int(agent_id)))
    return name or case.organization.name


FLOWS: Mapping[str, Flow] = {
    "payment_request": Flow(_request, {"remaining_amount": _left_after}),
    "booking_confirmed": Flow(_confirmed, {"paid_amount": _all_paid}, document="voucher"),
    "payment_received": Flow(form=_receipt_form),
    "payment_received_full": Flow(form=_receipt_form),
    "partial_received": Flow(_partial, {"remaining_amount": _missing}),
    "late_payment": Flow(_late),
    "claim_received": Flow(_claim, {"agent_name": agent_name}),
    "claim_not_found": Flow(_not_found),
}
