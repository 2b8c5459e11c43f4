"""What did not arrive, in words: what happened, what to do, and the button that fits now."""

from dataclasses import dataclass

from crm import delivery_words
from crm.conversation_log import Entry
from crm.window import Window
from pages.languages import gettext as _, lazy as _l

SENTENCES = {
    "window_closed": (
        _l("The 24 hours had ended, so it was not delivered."),
        _l("Send a template."),
    ),
    "not_on_whatsapp": (_l("This number is not on WhatsApp."), _l("Check it or call.")),
    "opted_out": (
        _l("The client asked not to be written to."),
        _l("Call, or wait for a message."),
    ),
    "template_paused": (_l("WhatsApp paused this template."), _l("Choose another.")),
    "template_rejected": (_l("WhatsApp refused this template."), _l("Choose another.")),
    "template_disabled": (_l("WhatsApp switched this template off."), _l("Choose another.")),
    "template_broken": (
        _l("WhatsApp could not use this template."),
        _l("Choose another, and tell your admin."),
    ),
    "media": (_l("WhatsApp could not fetch the file."), _l("Send it again.")),
    "media_large": (_l("The file is too large for WhatsApp."), _l("Send a link instead.")),
    "busy": (_l("WhatsApp was too busy to take it."), _l("Send it again.")),
    "limit": (
        _l("Our number has used up its messages for now."),
        _l("Try again later, or call."),
    ),
    "credentials": (
        _l("Twilio did not accept our credentials."),
        _l("Tell your admin, then send it again."),
    ),
    "sender": (
        _l("Our number is not connected to WhatsApp."),
        _l("Tell your admin, then send it again."),
    ),
    "account": (
        _l("WhatsApp has stopped our account for now."),
        _l("Tell your admin, then send it again."),
    ),
    "region": (
        _l("Sending to this country is not switched on."),
        _l("Tell your admin, or call."),
    ),
    "content": (_l("WhatsApp refused what was written."), _l("Write it differently.")),
    "policy": (
        _l("WhatsApp says that this breaks its rules."),
        _l("Write it differently, or call."),
    ),
    "sandbox": (
        _l("This number has not joined Twilio's sandbox."),
        _l("Ask for the join words to be sent from it."),
    ),
    "own_number": (_l("This is our own number."), _l("Check the number.")),
    "held_back": (
        _l("WhatsApp held it back from this person."),
        _l("Wait a day, or call."),
    ),
    "too_long": (_l("The text was too long for one message."), _l("Send it in parts.")),
    "unexplained": (_l("Not delivered. Nobody has said why."), _l("Try again or call.")),
}

SUPPRESSED = {
    "opted_out": _l("Not sent: the client asked not to be written to."),
    "window_closed": _l("Not sent: the window had closed and no template fits."),
    "no_template": _l("Not sent: its template is not approved."),
    "variable_missing": _l("Not sent: a value of its template is missing."),
    "already_delivered": _l("Not sent again: the first one has arrived after all."),
    "no_consent": _l(
        "Not sent: they never wrote to us, and nobody noted that they may be written to."
    ),
    "already_paid": _l("Not sent: it was paid by then."),
    "superseded": _l("Not sent: a later message says more."),
    "said_today": _l("Not sent: the client was told the same today."),
    "marketing_not_wanted": _l("Not sent: the client has not agreed to offers."),
    "booking_cancelled": _l("Not sent: the booking is cancelled."),
    "booking_expired": _l("Not sent: the booking has expired."),
    "skipped": _l("Not sent: somebody of the team skipped it."),
    "internal": _l("Not sent: this person is one of the team."),
}


@dataclass(frozen=True)
class Box:
    """What stands under a message that failed."""

    happened: str
    todo: str
    code: str
    again: bool
    """The same message can be sent again now."""
    choose: bool
    """A template is the way now."""


def sentences(code: str | None) -> tuple[str, str]:
    """What an error code means, and what to do."""
    happened, todo = SENTENCES[delivery_words.word(code)]
    return str(happened), str(todo)


def explained(code: str | None) -> bool:
    """Whether an error code has a meaning of its own."""
    return delivery_words.word(code) != "unexplained"


def box(entry: Entry, window: Window, opted_out: bool) -> Box | None:
    """The box of a message, or none where it did not fail."""
    message = entry.communication
    if message.whatsapp_status != "failed":
        return None
    word = delivery_words.word(message.error_code)
    happened, todo = sentences(message.error_code)
    code = message.error_code or ""
    if entry.retried:
        return Box(happened, _("It was sent again, see below."), code, again=False, choose=False)
    if word == "opted_out" or (opted_out and message.kind == "template"):
        return Box(happened, todo, code, again=False, choose=False)
    if word == "window_closed" and window.is_open and message.kind != "template":
        written = _("The client has written since: the window is open now.")
        return Box(happened, written, code, again=True, choose=False)
    fits = word in delivery_words.AGAIN and (window.is_open or message.kind == "template")
    way = word in delivery_words.TEMPLATE or (word in delivery_words.AGAIN and not fits)
    return Box(happened, todo, code, again=fits, choose=way and not opted_out)


def suppressed(reason: str | None) -> str:
    """Why a message of ours was held back."""
    return str(SUPPRESSED.get(reason or "", _("Not sent: it was no longer wanted.")))
