"""What the simulator remembers: phones, messages, media, templates. Plain values, JSON-safe.

Times are seconds since 1970, UTC, by the simulator's clock. `sender` is the product's number,
`phone` the client's address, whichever way a message went.
"""

from dataclasses import dataclass, field
from typing import Any

INBOUND = "inbound"
OUTBOUND = "outbound-api"


@dataclass
class Phone:
    """One client's WhatsApp."""

    address: str
    name: str = ""
    external_id: str | None = None
    read_receipts: bool = True
    opted_out: bool = False
    """Twilio itself answered STOP: sends are refused with 21610."""
    fails_with: str | None = None
    """Every message to this phone fails by callback with this code."""


@dataclass
class Message:
    """One message of either direction, with everything the wire and the page need."""

    sid: str
    direction: str
    sender: str
    phone: str
    body: str
    created: float
    status: str
    updated: float = 0.0
    sent: float | None = None
    error_code: str | None = None
    error_message: str | None = None
    callback: str | None = None
    content_sid: str | None = None
    content_type: str | None = None
    variables: dict[str, str] = field(default_factory=dict)
    buttons: list[dict[str, str]] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    media_urls: list[str] = field(default_factory=list)
    plan: list[list[str]] = field(default_factory=list)
    """Steps still to come: [status] or [status, error code]."""
    style: dict[str, Any] = field(default_factory=dict)
    """How its callbacks misbehave: late (seconds), times, backwards, never; empty for well."""
    history: list[dict[str, Any]] = field(default_factory=list)
    form: list[list[str]] = field(default_factory=list)
    """Inbound only: the webhook's fields as posted."""
    reply_to: str | None = None
    message_type: str = "text"
    answered: int | None = None
    """Inbound only: the status the webhook was answered with, 0 for none."""

    @property
    def inbound(self) -> bool:
        """Whether the client wrote it."""
        return self.direction == INBOUND

    @property
    def arrived(self) -> bool:
        """Whether the client's phone has it."""
        return self.inbound or any(step["status"] == "delivered" for step in self.history)

    def move(self, status: str, at: float, code: str | None = None) -> None:
        """Take on a status, and remember when."""
        self.status, self.updated = status, at
        if status == "sent" and self.sent is None:
            self.sent = at
        self.history.append({"status": status, "at": at, "error_code": code})


@dataclass
class Media:
    """The bytes of one attachment, base64 while it is kept."""

    sid: str
    message_sid: str
    content_type: str
    content: str
    name: str
    created: float


@dataclass
class Content:
    """One template, with where its approval stands."""

    sid: str
    friendly_name: str
    language: str
    variables: dict[str, str]
    types: dict[str, Any]
    created: float
    updated: float
    name: str = ""
    category: str = ""
    status: str = "unsubmitted"
    rejection_reason: str = ""
    submitted: float | None = None


@dataclass
class Options:
    """What can be changed while it runs; `POST /control/options` takes any of them."""

    read_receipts: bool = True
    sent_after: float = 0.1
    delivered_after: float = 0.3
    read_after: float = 0.8
    approve_after: float | None = 0.0
    """Seconds until a submitted template is approved; null for never."""
    retries: int = 1
    retry_on: str = "ct"
    fallback_url: str = ""
    clock_offset: float = 0.0
