"""Reminders and other planned messages of a booking: skipped, sent now, put off."""

from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from crm.messages import planned
from crm.payments import settling
from crm.reminders import by_hand
from inbox import deeds, fields
from inbox.access import needs
from inbox.bookings.steps import page
from inbox.deeds import Deed

bp = Blueprint("booking_reminders", __name__, url_prefix="/inbox/bookings/<uuid:public_id>")


@bp.post("/reminder/<any(skip, now, snooze):verb>")
@needs("agent")
def reminder(public_id: UUID, verb: str) -> Response:
    """A planned reminder of a part."""

    def work(deed: Deed) -> str:
        booking = deed.booking(public_id)
        number, told = fields.number(request.form, "reminder"), {}
        row = settling.own_reminder(deed.session, booking, number)
        if verb == "skip":
            by_hand.skip(deed.session, row, deed.now)
        elif verb == "now":
            by_hand.hurry(deed.session, booking, row, deed.now)
        else:
            until = fields.day(request.form, "day")
            told["until"] = until.isoformat()
            by_hand.snooze(deed.session, booking, row, until, deed.now)
        deed.note(f"reminder.{DONE[verb]}", row, code=booking.booking_code, **told)
        return page(public_id)

    return deeds.post(work)


@bp.post("/message/<any(skip, now, snooze):verb>")
@needs("agent")
def message(public_id: UUID, verb: str) -> Response:
    """Another message that waits for its day."""

    def work(deed: Deed) -> str:
        booking = deed.booking(public_id)
        number, told = fields.number(request.form, "message"), {}
        row = planned.find(deed.session, booking, number)
        if verb == "skip":
            planned.skip(deed.session, row, deed.now)
        elif verb == "now":
            planned.hurry(deed.session, row, deed.now)
        else:
            until = fields.day(request.form, "day")
            told["until"] = until.isoformat()
            planned.snooze(deed.session, booking, row, until, deed.now)
        deed.note(f"message.{DONE[verb]}", row, code=booking.booking_code, **told)
        return page(public_id)

    return deeds.post(work)


DONE = {"skip": "skipped", "now": "hurried", "snooze": "snoozed"}
"""What the audit log says was done."""
