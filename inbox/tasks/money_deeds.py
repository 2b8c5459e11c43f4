"""What settles tasks of money: a claim matched or rejected, a payment recorded, money sent back."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from crm import money
from crm.bookings import outcome, terms
from crm.errors import NotFound
from crm.models import Booking, PaymentClaim, Refund
from crm.open_tasks import OpenTask
from crm.payments import claims, record, refunds, settling
from crm.payments.record import Incoming
from inbox import fields
from inbox.access import needs
from inbox.deeds import Deed
from inbox.tasks import deeds as task_deeds

bp = Blueprint("money_deeds", __name__, url_prefix="/inbox/tasks")


@bp.post("/<int:task_id>/match")
@needs("agent")
def match(task_id: int) -> Response:
    """This payment is what the client meant."""

    def work(deed: Deed, one: OpenTask) -> None:
        claim = _claim(one)
        payment = settling.payment(
            deed.session, deed.organization, fields.number(request.form, "payment")
        )
        claims.match(deed.session, claim, payment, deed.user.id, deed.now)
        deed.note("claim.matched", claim, payment=payment.id)

    return task_deeds.post(task_id, ("payment_claim",), work)


@bp.post("/<int:task_id>/reject")
@needs("agent")
def reject(task_id: int) -> Response:
    """No such money came: the client is asked for the receipt."""

    def work(deed: Deed, one: OpenTask) -> None:
        claim = _claim(one)
        claims.reject(deed.session, claim, deed.user.id, deed.now)
        deed.note("claim.rejected", claim)

    return task_deeds.post(task_id, ("payment_claim",), work)


@bp.post("/<int:task_id>/record")
@needs("agent")
def recorded(task_id: int) -> Response:
    """The money came: write the payment down."""

    def work(deed: Deed, one: OpenTask) -> None:
        booking = _booking(one)
        incoming = Incoming(
            amount=money.parse(request.form.get("amount", ""), booking.currency),
            currency=booking.currency,
            payment_date=fields.day(request.form, "day"),
            method=request.form.get("method", ""),
            payer_name=request.form.get("payer", "").strip() or None,
            recorded_by=deed.user.id,
        )
        record.receive(deed.session, booking.id, [incoming], deed.actor, deed.now)
        amount = money.plain(incoming.amount, incoming.currency)
        deed.note("payment.recorded", booking, amount=amount, currency=incoming.currency)

    return task_deeds.post(task_id, ("payment_claim", "payment_overdue"), work)


@bp.post("/<int:task_id>/more-time")
@needs("agent")
def more_time(task_id: int) -> Response:
    """Another day for what is late."""

    def work(deed: Deed, one: OpenTask) -> None:
        booking, day = _booking(one), fields.day(request.form, "day")
        terms.give_time_for_late(deed.session, booking, day, deed.actor, deed.now)
        deed.note("schedule.time_given", booking, until=day.isoformat())

    return task_deeds.post(task_id, ("payment_overdue",), work)


@bp.post("/<int:task_id>/seats-back")
@needs("agent")
def seats_back(task_id: int) -> Response:
    """Money came late and the seats are free: the booking lives again."""

    def work(deed: Deed, one: OpenTask) -> None:
        booking = _booking(one)
        outcome.revive(deed.session, booking, deed.actor, deed.now)
        deed.note("booking.revived", booking)

    return task_deeds.post(task_id, ("late_payment",), work)


@bp.post("/<int:task_id>/refund")
@needs("manager")
def refund(task_id: int) -> Response:
    """Ask for money to be sent back."""

    def work(deed: Deed, one: OpenTask) -> None:
        payment = settling.payment(
            deed.session, deed.organization, fields.number(request.form, "payment")
        )
        if payment.booking_id != _booking(one).id:
            raise NotFound("There is no payment %(number)s.", number=payment.id)
        amount = money.parse(request.form.get("amount", ""), payment.currency)
        reason = request.form.get("reason", "").strip()
        made = refunds.request(deed.session, payment, amount, reason, deed.user.id, None, deed.now)
        told = money.plain(made.amount, made.currency)
        deed.note("refund.requested", made, amount=told, currency=made.currency)

    return task_deeds.post(task_id, REFUNDED, work)


@bp.post("/<int:task_id>/refund-sent")
@needs("manager")
def refund_sent(task_id: int) -> Response:
    """The bank has taken it."""

    def work(deed: Deed, one: OpenTask) -> None:
        row = _on_its_way(one)
        refunds.succeed(deed.session, row, deed.now)
        deed.note("refund.sent", row)

    return task_deeds.post(task_id, REFUNDED, work)


@bp.post("/<int:task_id>/refund-failed")
@needs("manager")
def refund_failed(task_id: int) -> Response:
    """The bank has not: its money may be asked for again."""

    def work(deed: Deed, one: OpenTask) -> None:
        row = _on_its_way(one)
        refunds.fail(deed.session, row, deed.now)
        deed.note("refund.failed", row)

    return task_deeds.post(task_id, REFUNDED, work)


REFUNDED = ("late_payment", "unexpected_payment", "refund_due")
"""Kinds of tasks that money sent back may settle."""


def _on_its_way(one: OpenTask) -> Refund:
    """The refund that the buttons speak of: the oldest."""
    found = next(iter(one.about.money.refunds), None)
    if found is None:
        raise NotFound("No money is on its way back for this booking.")
    return found


def _claim(one: OpenTask) -> PaymentClaim:
    if not isinstance(one.about.subject, PaymentClaim):
        raise NotFound("No such task; it may have been settled.")
    return one.about.subject


def _booking(one: OpenTask) -> Booking:
    if one.about.booking is None:
        raise NotFound("There is no such booking.")
    return one.about.booking
