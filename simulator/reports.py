"""Status callbacks: their form as Twilio writes it for WhatsApp, signed, posted and logged."""

import time
import urllib.parse

from simulator import clock, sids, signing
from simulator.network import Network
from simulator.records import Message

INSTALLATION = sids.new("XE")

WORDS = {
    "63003": "Channel could not find To address",
    "63013": "This message send failed because it violates Channel provider's policy.",
    "63014": "Message failed because recipient has blocked the sender.",
    "63016": "Failed to send freeform message because you are outside the allowed window. If you "
    "are using WhatsApp, please use a Message Template.",
    "63018": "Rate limit exceeded for Channel",
    "63019": "Media failed to download",
    "63024": "Invalid message recipient",
    "63028": "Number of parameters provided does not match the expected number of parameters",
    "63032": "User experiment: the message was not delivered",
    "63040": "Template rejected",
    "63041": "Template paused",
    "63042": "Template disabled",
}


def words(code: str) -> str:
    """What Twilio says of a code, roughly; something for one that is not known here."""
    return WORDS.get(code, f"Message delivery failed with {code}")


def form(network: Network, message: Message, status: str, code: str | None) -> signing.Pairs:
    """The fields of one callback."""
    pairs = [
        ("ChannelPrefix", "whatsapp"),
        ("ApiVersion", "2010-04-01"),
        ("MessageStatus", status),
        ("SmsSid", message.sid),
        ("SmsStatus", status),
        ("ChannelInstallSid", INSTALLATION),
        ("To", message.phone),
        ("From", message.sender),
        ("MessageSid", message.sid),
        ("AccountSid", network.config.account_sid),
        ("StructuredMessage", "false"),
        ("ChannelToAddress", masked(message.phone)),
    ]
    if status in ("read", "delivered", "undelivered"):
        pairs.append(("EventType", status.upper()))
    if code:
        pairs += [("ErrorCode", code), ("ChannelStatusMessage", words(code))]
    return pairs


def masked(address: str) -> str:
    """An address with its last digits hidden, as Twilio shows it."""
    shown = address.removeprefix("whatsapp:")
    return shown[:-4] + "XXXX"


def post(network: Network, message: Message, status: str, code: str | None) -> None:
    """Post one callback, once: Twilio does not repeat one by itself."""
    if network.stopping.is_set() or not message.callback:
        return
    pairs = form(network, message, status, code)
    given = urllib.parse.urlsplit(message.callback)
    url = network.config.posted_url + urllib.parse.urlunsplit(("", "", given.path, given.query, ""))
    signature = signing.sign(network.config.auth_token, message.callback, pairs)
    headers = {"X-Twilio-Signature": signature, "I-Twilio-Idempotency-Token": sids.new("id")}
    started = time.time()
    answer = network.lines.post(url, pairs, headers)
    network.wire.webhook(
        kind="status",
        at=clock.precise(network.clock.now()),
        started=started,
        phone=message.phone,
        sid=message.sid,
        url=url,
        signed_url=message.callback,
        form=dict(pairs),
        label=status,
        status=answer.status,
        failure=answer.failure,
        body=answer.body,
        duration_ms=round(answer.seconds * 1000, 1),
        attempt=1,
    )
    network.version += 1
