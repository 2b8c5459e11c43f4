"""Where a message of ours stands, as an icon and a word."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from crm.models import Communication
from inbox import times
from pages.languages import gettext as _

FLIGHT = timedelta(seconds=20)
"""A call to the provider has ended by then; later its outcome is unknown."""

LATER = timedelta(minutes=1)


@dataclass(frozen=True)
class Tick:
    """An icon of the sprite, its class and the word that says the same."""

    icon: str
    tone: str
    word: str
    shown: bool = False
    """The word stands beside the icon, not only behind it."""


def of(message: Communication, now: datetime) -> Tick | None:
    """The tick of a message; a client's has none, nor what was only noted by hand."""
    if message.communication_type != "whatsapp":
        return None
    status = message.whatsapp_status
    if status == "queued":
        return _waiting(message, now)
    if status == "sending":
        return _sending(message, now)
    known = {
        "sent": Tick("check", "plain", _("Sent")),
        "delivered": Tick("check-check", "plain", _("Delivered")),
        "read": Tick("check-check", "read", _("Read")),
        "failed": Tick("circle-alert", "bad", _("not delivered"), shown=True),
        "suppressed": Tick("ban", "plain", _("not sent"), shown=True),
    }
    return known.get(status)


def _waiting(message: Communication, now: datetime) -> Tick:
    due = message.not_before
    if due is not None and due - now > LATER:
        word = _("goes %(at)s", at=times.moment(due, now))
        return Tick("clock", "plain", word, shown=True)
    return Tick("clock", "plain", _("Waiting to be sent"))


def _sending(message: Communication, now: datetime) -> Tick:
    """An unknown outcome is told as such; a call that may still fly is only on its way."""
    if message.next_look_at is None:
        return Tick("hourglass", "warn", _("unknown, see Tasks"), shown=True)
    claimed = message.claimed_at
    over = message.call_ended_at is not None or message.looks > 0
    if over or (claimed is not None and now - claimed > FLIGHT):
        return Tick("hourglass", "warn", _("asking Twilio"), shown=True)
    return Tick("clock", "plain", _("Sending…"))
