"""A message in one line, for the list and for quotes."""

from dataclasses import dataclass

from crm.models import Communication
from inbox import failures
from pages import languages
from pages.languages import gettext as _, lazy as _l
from templates_whatsapp import catalogue

KINDS = {
    "image": _l("Picture"),
    "audio": _l("Voice message"),
    "video": _l("Video"),
    "document": _l("Document"),
    "sticker": _l("Sticker"),
    "location": _l("Location"),
    "contacts": _l("Contact card"),
    "flow": _l("Filled-in form"),
    "unknown": _l("A kind of message we do not know"),
}

NOTED = {
    ("phone", "inbound"): _l("Incoming call"),
    ("phone", "outbound"): _l("Outgoing call"),
    ("email", "inbound"): _l("E-mail received"),
    ("email", "outbound"): _l("E-mail sent"),
    ("sms", "inbound"): _l("SMS received"),
    ("sms", "outbound"): _l("SMS sent"),
}
"""What somebody noted by hand: it never went by WhatsApp."""

LENGTH = 120


@dataclass(frozen=True)
class Preview:
    """One line, and whether it tells of a failure or is ours."""

    text: str
    failed: bool
    ours: bool


def of(message: Communication | None, file_name: str | None = None) -> Preview:
    """The line of a conversation's last message."""
    if message is None:
        return Preview(_("No messages yet"), failed=False, ours=False)
    ours = message.direction == "outbound"
    if message.whatsapp_status == "failed":
        happened, _todo = failures.sentences(message.error_code)
        text = _("Not delivered: %(why)s", why=happened)
        return Preview(text.rstrip("."), failed=True, ours=True)
    return Preview(line(message, file_name), failed=False, ours=ours)


def line(message: Communication, file_name: str | None = None) -> str:
    """What was said, or what kind of thing was sent."""
    body = " ".join(message.body.split())[:LENGTH]
    if message.communication_type != "whatsapp":
        return f"{noted(message)}: {body}"
    return _whatsapp(message, body, file_name)


def _whatsapp(message: Communication, body: str, file_name: str | None) -> str:
    if message.kind == "reaction" and body:
        return _("Reacted %(sign)s", sign=body)
    if message.kind == "location":
        label = _place(message)
        return f"{KINDS['location']} · {label}" if label else str(KINDS["location"])
    if body or message.template_name is not None:
        return body or catalogue.title(str(message.template_name), languages.current())
    if message.kind == "document" and file_name:
        return file_name
    if message.details.get("referral"):
        return _("Came from an advertisement")
    return str(KINDS.get(message.kind, KINDS["unknown"]))


def noted(message: Communication) -> str:
    """By which way something noted was said, and by whom."""
    return str(NOTED[message.communication_type, message.direction])


def _place(message: Communication) -> str:
    found = message.details.get("location") or {}
    return str(found.get("label") or found.get("address") or "")
