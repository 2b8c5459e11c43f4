"""A message that a client sends: its form as Twilio writes it, signed, posted, and logged."""

import json
import time
from collections.abc import Mapping
from typing import Any

from simulator import attachments, clock, kinds, sids, signing
from simulator.courier import Courier
from simulator.network import Network
from simulator.posting import Answer
from simulator.records import INBOUND, Message
from simulator.signing import Pairs

PATH = "/webhooks/twilio/messages"


class Malformed(ValueError):
    """A control request that cannot be made sense of."""


def write(network: Network, wanted: Mapping[str, Any]) -> Message:
    """Make the message that a client writes; it is not posted yet. Raises Malformed."""
    address = str(wanted.get("from", ""))
    address = address if address.startswith("whatsapp:") else f"whatsapp:{address}"
    if address == "whatsapp:":
        raise Malformed("'from' is needed: the client's address")
    phone = network.phone(address)
    for name in ("name", "external_id"):
        if wanted.get(name):
            setattr(phone, name, str(wanted[name]))
            network.keep(phone)
    now = network.clock.now() - float(wanted.get("age_seconds", 0))
    sender = str(wanted.get("to") or network.config.senders[0])
    files = attachments.read(wanted)
    sid = str(wanted.get("sid") or sids.new("MM" if files else "SM"))
    fields, message_type = kinds.fields(wanted, sender)
    body = str(fields.get("Body", wanted.get("body", "")))
    message = Message(sid, INBOUND, sender, address, body, now, "received", sent=now)
    message.message_type, message.reply_to = message_type, wanted.get("reply_to")
    message.move("received", now)
    with network.lock:
        kept = [attachments.keep(network, sid, file) for file in files]
        message.media = [media.sid for media in kept]
        pairs = _pairs(network, message, fields | attachments.fields(network, kept))
        message.form = [list(pair) for pair in _override(pairs, wanted)]
        _note_opt_out(network, message, wanted)
        network.add(message)
    return message


def _pairs(network: Network, message: Message, fields: Mapping[str, str]) -> Pairs:
    """Everything that every message carries, and what this kind adds."""
    phone = network.phone(message.phone)
    number = message.phone.removeprefix("whatsapp:").removeprefix("+")
    context = {"ProfileName": phone.name, "WaId": number} | {
        name: fields[name] for name in ("ButtonText", "Forwarded") if name in fields
    }
    metadata = {"type": "whatsapp", "data": {"context": context}}
    form = {
        "SmsMessageSid": message.sid,
        "NumMedia": "0",
        "ProfileName": phone.name,
        "MessageType": message.message_type,
        "SmsSid": message.sid,
        "WaId": number,
        "SmsStatus": "received",
        "Body": message.body,
        "To": message.sender,
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": message.sid,
        "AccountSid": network.config.account_sid,
        "ChannelMetadata": json.dumps(metadata, ensure_ascii=False),
        "From": message.phone,
        "ApiVersion": "2010-04-01",
    }
    if phone.external_id:
        form["ExternalUserId"] = phone.external_id
    return list((form | dict(fields)).items())


def _override(pairs: Pairs, wanted: Mapping[str, Any]) -> Pairs:
    """Fields as the caller wants them, for what Twilio would never send: `fields`, `without`."""
    extra: Mapping[str, Any] = wanted.get("fields") or {}
    gone = set(wanted.get("without") or ()) | set(extra)
    pairs = [pair for pair in pairs if pair[0] not in gone]
    for name, value in extra.items():
        values = value if isinstance(value, list) else [value]
        pairs += [(name, str(each)) for each in values]
    return pairs


def _note_opt_out(network: Network, message: Message, wanted: Mapping[str, Any]) -> None:
    """With OptOutType Twilio has already acted: STOP refuses later sends, START allows them."""
    kind = str(wanted.get("opt_out_type") or "").upper()
    if kind in ("STOP", "START"):
        phone = network.phone(message.phone)
        phone.opted_out = kind == "STOP"
        network.keep(phone)


def post(network: Network, message: Message, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Post a message's webhook with Twilio's retries; the log entry of each attempt.

    `signature` may be `wrong` or `missing`; `token` signs with another token.
    """
    pairs = [(name, value) for name, value in message.form]
    twice = network.faults.take(("inbound_twice",), "send", message.phone)
    entries = []
    for _ in range(2 if twice else 1):
        entries += _attempts(network, message, pairs, wanted)
    with network.lock:
        message.answered = entries[-1]["status"]
        network.keep(message)
    return entries


def post_later(courier: Courier, message: Message, wanted: Mapping[str, Any]) -> None:
    """Post it on a thread of the courier, without waiting for the product."""

    def act() -> None:
        post(courier.network, message, wanted)

    courier.later(0.0, act)


def _attempts(
    network: Network, message: Message, pairs: Pairs, wanted: Mapping[str, Any]
) -> list[dict[str, Any]]:
    options = network.options
    token = sids.new("id")
    entries: list[dict[str, Any]] = []
    for attempt in range(1, options.retries + 2):
        answer = _once(network, message, PATH, pairs, wanted, token, entries, attempt)
        if not answer.failed_as(options.retry_on):
            break
    if options.fallback_url and (answer.failure or answer.status >= 400):
        error_url = network.config.signed_url + PATH
        told = [*pairs, ("ErrorCode", "11200"), ("ErrorUrl", error_url)]
        _once(network, message, options.fallback_url, told, wanted, token, entries, 1)
    return entries


def _once(
    network: Network,
    message: Message,
    path: str,
    pairs: Pairs,
    wanted: Mapping[str, Any],
    token: str,
    entries: list[dict[str, Any]],
    attempt: int,
) -> Answer:
    signed_url = network.config.signed_url + path
    headers = {"I-Twilio-Idempotency-Token": token}
    signature = signing.sign(
        str(wanted.get("token") or network.config.auth_token), signed_url, pairs
    )
    how = wanted.get("signature", "good")
    if how != "missing":
        headers["X-Twilio-Signature"] = signature if how == "good" else signature[::-1]
    started = time.time()
    answer = network.lines.post(network.config.posted_url + path, pairs, headers)
    entry = network.wire.webhook(
        kind="inbound",
        at=clock.precise(network.clock.now()),
        started=started,
        phone=message.phone,
        sid=message.sid,
        url=network.config.posted_url + path,
        signed_url=signed_url,
        form=dict(pairs),
        label=message.body[:60] or message.message_type,
        status=answer.status,
        failure=answer.failure,
        body=answer.body,
        content_type=answer.content_type,
        duration_ms=round(answer.seconds * 1000, 1),
        attempt=attempt,
    )
    network.version += 1
    entries.append(entry)
    return answer
