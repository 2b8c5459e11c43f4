"""What happened between the messages, as one line each; and a booking's state as a chip."""

from dataclasses import dataclass
from datetime import datetime

from crm import money
from crm.conversation_events import Happening
from crm.conversation_rows import Row
from crm.models import Booking
from inbox import times
from pages.languages import current, gettext as _, lazy as _l

ICONS = {
    "assigned": "user-round",
    "finished": "check",
    "reopened": "undo-2",
    "payment": "wallet",
    "claimed": "receipt-text",
    "claim_settled": "receipt-text",
    "opted_out": "bell-off",
    "opted_in": "bell",
    "window_closed": "lock",
}
"""Others are steps of a booking."""

STEPS = {
    "hold": _l("Places are held for %(code)s"),
    "payment_pending": _l("Payment is asked for, %(code)s"),
    "confirmed": _l("%(code)s is confirmed"),
    "paid": _l("%(code)s is paid in full"),
    "completed": _l("The trip of %(code)s is over"),
    "expired": _l("The hold of %(code)s has ended"),
    "cancelled": _l("%(code)s is cancelled"),
}

CONSENTS = {
    "opted_out": _l("The client asked not to be written to: “%(words)s”"),
    "opted_in": _l("The client may be written to: “%(words)s”"),
}

STATES = {
    "quote": ("info", _l("quote")),
    "hold": ("warn", _l("hold")),
    "payment_pending": ("warn", _l("payment due")),
    "confirmed": ("ok", _l("confirmed")),
    "paid": ("ok", _l("paid")),
    "completed": ("", _l("completed")),
    "expired": ("", _l("expired")),
    "cancelled": ("", _l("cancelled")),
}
"""Tone and word of a booking in the list."""


@dataclass(frozen=True)
class Told:
    """A happening as its line says it."""

    icon: str
    text: str


@dataclass(frozen=True)
class Chip:
    """What of a booking matters most now."""

    tone: str
    word: str


def sentence(one: Happening, now: datetime) -> Told:
    """The line of a happening."""
    return Told(ICONS.get(one.word, "ticket"), _text(one, now))


def booking_chip(row: Row, now: datetime) -> Chip | None:
    """A claim that somebody must look at goes before the state, and a client who asks."""
    if row.claim_open:
        return Chip("bad", _("claim open"))
    if "handover" in row.tasks:
        return Chip("info", _("asks for a person"))
    if row.booking is None:
        return None
    state, until = booking_state(row.booking), row.booking.hold_expires_at
    if row.booking.status == "hold" and until is not None and until > now:
        return Chip(state.tone, f"{state.word} · {times.rough(until - now)}")
    return state


def booking_state(booking: Booking) -> Chip:
    """The state alone."""
    tone, word = STATES[booking.status]
    return Chip(tone, str(word))


def _text(one: Happening, now: datetime) -> str:
    who = one.who.name if one.who else _("The system")
    if one.word == "assigned":
        return _assigned(one, who)
    if one.word == "finished":
        return _("%(who)s closed it: done, until the client writes again", who=who)
    if one.word == "reopened":
        return _("%(who)s opened it again", who=who)
    if one.word == "window_closed":
        at = times.moment(one.at, now)
        return _("The window closed %(at)s. It opens again when the client writes.", at=at)
    if one.word in CONSENTS:
        return str(CONSENTS[one.word]) % {"words": one.facts["evidence"]}
    return _about_booking(one)


def _assigned(one: Happening, who: str) -> str:
    agent = one.facts.get("agent")
    if agent is None:
        return _("%(who)s took it from everybody", who=who)
    if one.who is not None and one.facts.get("agent_id") == one.who.id:
        return _("%(who)s took it", who=who)
    return _("%(who)s gave it to %(agent)s", who=who, agent=agent)


def _about_booking(one: Happening) -> str:
    code = one.booking.booking_code if one.booking else ""
    if one.word == "payment":
        amount = money.text(one.facts["amount"], one.facts["currency"], current())
        return _("%(amount)s received for %(code)s", amount=amount, code=code)
    if one.word == "claimed":
        return _("The client says that %(code)s is paid. Reminders are paused.", code=code)
    if one.word == "claim_settled":
        return _("The client said that %(code)s is paid", code=code)
    return str(STEPS[one.word]) % {"code": code}
