"""The steps of a booking, taken: each in one transaction, with its audit entry."""

from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from crm import money
from crm.errors import ClaimRefused
from crm.models import Booking, Payment, PaymentClaim, Refund
from crm.payments import claims, refunds, settling
from inbox import deeds, fields
from inbox.access import needs
from inbox.bookings import stale, verbs as booking_verbs
from inbox.deeds import Deed

bp = Blueprint("booking_steps", __name__, url_prefix="/inbox/bookings/<uuid:public_id>")

AGENTS = [name for name in booking_verbs.VERBS if name not in booking_verbs.MANAGERS]
TELLING = ("amount", "day", "fee", "by", "reason", "title", "people", "part", "method")
"""Fields of a step that the audit entry keeps."""


@bp.post(f"/take/<any({', '.join(AGENTS)}):what>")
@needs("agent")
def take(public_id: UUID, what: str) -> Response:
    """A step that everybody of the team may take."""
    return _take(public_id, what)


@bp.post(f"/decide/<any({', '.join(booking_verbs.MANAGERS)}):what>")
@needs("manager")
def decide(public_id: UUID, what: str) -> Response:
    """A step that is a manager's."""
    return _take(public_id, what)


@bp.post("/claim/match")
@needs("agent")
def match(public_id: UUID) -> Response:
    """This payment is what the client's word meant."""

    def work(deed: Deed) -> str:
        booking = deed.booking(public_id)
        paid = settling.own(deed.session, booking, Payment, fields.key(request.form, "payment"))
        claims.match(deed.session, _claim(deed, booking), paid, deed.user.id, deed.now)
        deed.note("claim.matched", booking, payment=paid.id)
        return page(public_id)

    return deeds.post(work)


@bp.post("/claim/reject")
@needs("agent")
def reject(public_id: UUID) -> Response:
    """No such money came: the client is asked for the receipt."""

    def work(deed: Deed) -> str:
        booking = deed.booking(public_id)
        claims.reject(deed.session, _claim(deed, booking), deed.user.id, deed.now)
        deed.note("claim.rejected", booking)
        return page(public_id)

    return deeds.post(work)


@bp.post("/refund")
@needs("manager")
def refund(public_id: UUID) -> Response:
    """Money is to be sent back."""

    def work(deed: Deed) -> str:
        booking = deed.booking(public_id)
        stale.require_fresh(deed, booking)
        paid = settling.own(deed.session, booking, Payment, fields.key(request.form, "payment"))
        amount = money.parse(request.form.get("amount", ""), booking.currency)
        reason = fields.words(request.form, "reason") or ""
        row = refunds.request(deed.session, paid, amount, reason, deed.user.id, None, deed.now)
        deed.note("refund.requested", row, amount=str(amount), reason=reason)
        return page(public_id)

    return deeds.post(work)


@bp.post("/refund/<any(sent, failed, given_up):what>")
@needs("manager")
def settle_refund(public_id: UUID, what: str) -> Response:
    """What became of a refund; once it was sent the client is told."""

    def work(deed: Deed) -> str:
        booking = deed.booking(public_id)
        row = settling.own(deed.session, booking, Refund, fields.key(request.form, "refund"))
        settle = {"sent": refunds.succeed, "failed": refunds.fail, "given_up": refunds.cancel}
        settle[what](deed.session, row, deed.now)
        deed.note(f"refund.{what}", row)
        return page(public_id)

    return deeds.post(work)


def page(public_id: UUID) -> str:
    """Where a step leads back to: its booking, or the conversation it was taken beside."""
    if request.form.get("back"):
        talk = fields.key(request.form, "back")
        return url_for("conversations.conversation", public_id=talk)
    return url_for("bookings.page", public_id=public_id)


def _take(public_id: UUID, what: str) -> Response:
    def work(deed: Deed) -> str:
        booking = deed.booking(public_id)
        stale.require_fresh(deed, booking)
        booking_verbs.VERBS[what](deed, booking, request.form)
        told = {name: request.form[name] for name in TELLING if request.form.get(name)}
        deed.note(booking_verbs.DONE[what], booking, code=booking.booking_code, **told)
        return page(public_id)

    return deeds.post(work)


def _claim(deed: Deed, booking: Booking) -> PaymentClaim:
    """The booking's open claim. Raises ClaimRefused."""
    found = claims.open_of(deed.session, booking.id)
    if found is None:
        raise ClaimRefused("Nobody waits for an answer about this booking any more.")
    return found
