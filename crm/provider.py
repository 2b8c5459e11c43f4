"""The seam between the business and the messaging provider.

Frozen values, one error family and one Protocol. Everything the business knows of the
provider stands here; `providers/` implements it, and is the only code that knows Twilio.
An address is written as the provider writes it, kind in front: `whatsapp:+77012345678`, or
`whatsapp:BR.1502…` for a person whose number is hidden.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from crm.probe import Probing


@dataclass(frozen=True)
class InboundMedia:
    """One attachment of an inbound message, not fetched yet."""

    url: str
    content_type: str


@dataclass(frozen=True)
class InboundMessage:
    """One message from a client, translated from the provider's form."""

    sid: str
    account: str
    sender_address: str
    """Ours: the WhatsApp sender it was written to."""
    client_address: str
    """Theirs, exactly as received: answers go to it."""
    external_id: str | None = None
    """Their business-scoped id as an address, where the provider gives one beside the number."""
    profile_name: str = ""
    kind: str = "text"
    """text, image, audio, video, document, sticker, location, contacts, button, list, flow,
    reaction, or `unknown`."""
    body: str = ""
    media: tuple[InboundMedia, ...] = ()
    button_text: str | None = None
    button_payload: str | None = None
    """What a pressed button or a chosen list row says, and the id we gave it."""
    reply_to_sid: str | None = None
    referral: Mapping[str, str] | None = None
    """The advertisement that led here: headline, source_id, source_url, …"""
    forwarded: bool = False
    opt_out_type: str | None = None
    """STOP, START or HELP where the provider has already answered by itself."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """What else the form said (location, list row, flow answer, unknown fields), JSON-safe:
    no NUL, no lone surrogate."""


class Status(StrEnum):
    """Where a message stands, in the order in which it may only move up."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DELIVERED = "delivered"
    READ = "read"


class ErrorClass(StrEnum):
    """What a provider's refusal means for the message."""

    LATER = "later"
    """Busy or limited: the same message may be tried again."""
    NEVER = "never"
    """This message to this address will not go."""
    OPT_OUT = "opt_out"
    """The person wants no messages."""
    NEEDS_TEMPLATE = "needs_template"
    """The window was closed."""
    TEMPLATE = "template"
    """The template itself is at fault (paused, rejected, wrong parameters)."""
    OPERATOR = "operator"
    """Credentials, account or sender: nothing will go until a person mends it."""


@dataclass(frozen=True)
class DeliveryReport:
    """One status callback, translated."""

    sid: str
    account: str
    public_id: str | None
    """Our id of the message, from the callback address; None on callbacks without one."""
    provider_status: str
    """The provider's own word, kept as the event."""
    status: Status | None
    """Where it moves the message; None for words that move nothing."""
    error_code: str | None = None
    error_class: ErrorClass | None = None
    """What the code means; None where there is no code."""
    details: Mapping[str, Any] = field(default_factory=dict)


class NotAMessage(Exception):
    """A signed webhook that can never be a client's message (no id, another account, SMS, …).

    The text says which; the webhook is kept as an event and not tried again.
    """


@dataclass(frozen=True)
class OutboundText:
    """Free text for an open session window, or a file with the text below it."""

    public_id: str
    sender_address: str
    client_address: str
    body: str
    media_url: str | None = None
    """Where the provider fetches the file; the text may be empty then."""


@dataclass(frozen=True)
class OutboundTemplate:
    """An approved template with its variables' values by position ("1", "2", …)."""

    public_id: str
    sender_address: str
    client_address: str
    content_sid: str
    variables: Mapping[str, str]


Outbound = OutboundText | OutboundTemplate


@dataclass(frozen=True)
class Accepted:
    """The provider took the message."""

    sid: str


@dataclass(frozen=True)
class SentMessage:
    """One outbound message found in the provider's list."""

    sid: str
    created_at: datetime
    status: Status | None
    error_code: str | None = None
    error_class: ErrorClass | None = None


class SendError(Exception):
    """The provider said no; the message was certainly not sent."""

    def __init__(
        self,
        code: str,
        reason: str,
        error_class: ErrorClass,
        retry_after: float | None = None,
    ) -> None:
        """Keep the provider's code as text, its words, and seconds to wait where it named them."""
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason
        self.error_class = error_class
        self.retry_after = retry_after

    @property
    def retryable(self) -> bool:
        """Whether the same message may be tried again."""
        return self.error_class is ErrorClass.LATER


class UnknownOutcome(Exception):
    """The call ended without an answer: the message may or may not have been taken."""


class ProviderUnavailable(Exception):
    """A question (list, content, media) could not be answered now; ask again later."""


class MediaMissing(Exception):
    """The attachment is not at its address (yet)."""


class MediaRefused(Exception):
    """The attachment will never be taken: too large, a forbidden address or type."""


@dataclass(frozen=True)
class FetchedMedia:
    """An attachment's bytes and the name the provider gave it, if any."""

    content: bytes
    content_type: str
    file_name: str | None


@dataclass(frozen=True)
class TemplateState:
    """What the provider holds of one template."""

    content_sid: str
    friendly_name: str
    approval_status: str
    """unsubmitted, received, pending, approved, rejected, paused, disabled."""
    rejection_reason: str | None


@dataclass(frozen=True)
class QuickReply:
    """A button that answers in the chat: `id` comes back when it is pressed."""

    title: str
    id: str
    """May end in a numbered placeholder."""


@dataclass(frozen=True)
class Link:
    """A button that opens a web page."""

    title: str
    url: str
    """May end in a numbered placeholder, and has none before its end."""


@dataclass(frozen=True)
class TemplateDraft:
    """A template to create at the provider."""

    friendly_name: str
    name: str
    language: str
    category: str
    body: str
    """With numbered placeholders: `{{1}}`, `{{2}}`, …"""
    samples: Mapping[str, str]
    """A value for each number, those of links, replies and the document among them."""
    buttons: Sequence[QuickReply | Link] = ()
    """At most three quick replies and one link."""
    document: str | None = None
    """The address of a PDF above the text, which may end in a numbered placeholder."""


class Provider(Probing, Protocol):
    """What a messaging provider can do for us."""

    def verify(self, url: str, form: Any, signature: str) -> bool:
        """Whether `signature` is the provider's for this address and form (a MultiDict)."""

    def read_inbound(self, form: Mapping[str, str]) -> InboundMessage:
        """Translate an inbound webhook's fields. Raises NotAMessage."""

    def read_report(self, form: Mapping[str, str], public_id: str | None) -> DeliveryReport:
        """Translate a status callback's fields. Raises NotAMessage."""

    def send(self, message: Outbound) -> Accepted:
        """Send one message. Raises SendError or UnknownOutcome; ends within 15 seconds."""

    def find_sent(
        self, sender_address: str, client_address: str, since: datetime, until: datetime
    ) -> list[SentMessage]:
        """Outbound messages of the pair created in the span, oldest first.

        Raises ProviderUnavailable.
        """

    def fetch_media(self, url: str, limit: int) -> FetchedMedia:
        """Fetch an attachment of at most `limit` bytes.

        Raises MediaMissing, MediaRefused or ProviderUnavailable.
        """

    def list_templates(self) -> list[TemplateState]:
        """Every template the provider holds. Raises ProviderUnavailable."""

    def create_template(self, draft: TemplateDraft) -> str:
        """Create without submitting; returns the content sid.

        Raises SendError or UnknownOutcome: then the list says whether it was made.
        """

    def submit_template(self, content_sid: str, name: str, category: str) -> None:
        """Ask for WhatsApp's approval. Raises SendError or UnknownOutcome."""

    def check_credentials(self) -> str | None:
        """A sentence where the account cannot be used, None where it can. Raises nothing."""
