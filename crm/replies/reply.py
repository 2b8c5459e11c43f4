"""A reply: what an inbound message says of a booking, before anybody asked the database; pure.

Called for every message that comes in, also on the road that is held to its speed.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from crm import booking_code
from crm.provider import InboundMessage
from crm.replies import words

_PAYLOAD = re.compile(r"([A-Z_]{2,20})(?::([0-9a-fA-F-]{36}))?")
RECEIPTS = ("image/", "application/pdf")
"""What a receipt comes as."""

VERBS = {
    "PAID": "paid",
    "AGENT": "agent",
    "REBOOK": "rebook",
    "RATE": "rate",
    "STOP_MARKETING": "stop_marketing",
    "OK": "ok",
    "GOK": "guide_ok",
    "YES": "yes_button",
}
"""What stands before the colon of a button's id, and what it means."""


@dataclass(frozen=True)
class Reply:
    """What was said, and what it points to."""

    meaning: str | None
    reference: UUID | None = None
    """Of the button: a booking's, or a guide's notice."""
    reply_to_sid: str | None = None
    codes: tuple[str, ...] = ()
    is_button: bool = False

    @property
    def matters(self) -> bool:
        """Whether anything may follow from it."""
        return bool(self.meaning or self.reference or self.reply_to_sid or self.codes)

    @property
    def may_claim(self) -> bool:
        """Whether it may say that money was sent."""
        return self.meaning in ("paid", "receipt") or bool(self.codes)


def read(inbound: InboundMessage) -> Reply:
    """What the message says by itself."""
    found = _PAYLOAD.fullmatch(inbound.button_payload or "")
    if found and found[1] in VERBS:
        reference = _uuid(found[2])
        return Reply(VERBS[found[1]], reference, inbound.reply_to_sid, is_button=True)
    said: str | None = words.meaning(inbound.body or inbound.button_text or "")
    if said is None and any(one.content_type.startswith(RECEIPTS) for one in inbound.media):
        said = "receipt"
    return Reply(said, None, inbound.reply_to_sid, tuple(booking_code.find(inbound.body)))


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
