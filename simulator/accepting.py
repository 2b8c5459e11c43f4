"""Which send requests Twilio takes: the checks of a create call, in its order."""

import json
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator import sids, wording
from simulator.network import Network
from simulator.records import Content
from simulator.refusals import Refusal

NUMBER = re.compile(r"whatsapp:\+[1-9]\d{6,14}")
PERSON = re.compile(r"whatsapp:[A-Z]{2}\.[A-Za-z0-9]{1,128}")
LONGEST_BODY = 1600
FORBIDDEN_IN_VALUE = re.compile(r"[\n\r\t]| {5,}")


@dataclass(frozen=True)
class Order:
    """A send request that was found good."""

    sender: str
    phone: str
    body: str
    callback: str | None
    content: Content | None = None
    variables: dict[str, str] = field(default_factory=dict)
    media_urls: tuple[str, ...] = ()


def read(network: Network, form: Mapping[str, str], media_urls: list[str]) -> Order:
    """Check a create call's form. Raises Refusal with Twilio's code."""
    phone, sender = _addresses(network, form)
    callback = _callback(form.get("StatusCallback", ""))
    content = _content(network, form)
    variables = _variables(form.get("ContentVariables"), content)
    body = wording.render(content, variables) if content else form.get("Body", "")
    if not content and not body and not media_urls:
        raise Refusal(21619)
    if len(body) > LONGEST_BODY:
        raise Refusal(21617)
    if not all(_is_web_address(url) for url in media_urls):
        raise Refusal(21620)
    known = network.phones.get(phone)
    if known and known.opted_out:
        raise Refusal(21610)
    return Order(sender, phone, body, callback, content, variables, tuple(media_urls))


def _addresses(network: Network, form: Mapping[str, str]) -> tuple[str, str]:
    to, sender = form.get("To", ""), form.get("From", "")
    if not to:
        raise Refusal(21604)
    if not sender:
        raise Refusal(21603)
    if re.fullmatch(r"\+[1-9]\d{6,14}", to) and sender.startswith("whatsapp:"):
        raise Refusal(21910)
    if not NUMBER.fullmatch(to) and not PERSON.fullmatch(to):
        raise Refusal(21211, detail=to)
    if sender not in network.config.senders:
        raise Refusal(63007)
    if sender == to:
        raise Refusal(63031)
    return to, sender


def _is_web_address(text: str) -> bool:
    parts = urllib.parse.urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _callback(address: str) -> str | None:
    if not address:
        return None
    parts = urllib.parse.urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or "_" in host:
        raise Refusal(21609, detail=address)
    return address


def _content(network: Network, form: Mapping[str, str]) -> Content | None:
    sid = form.get("ContentSid", "")
    if not sid:
        if form.get("ContentVariables"):
            raise Refusal(21654)
        return None
    if not sids.is_sid(sid, "HX") or sid not in network.contents:
        raise Refusal(21655)
    return network.contents[sid]


def _variables(text: str | None, content: Content | None) -> dict[str, str]:
    if content is None:
        return {}
    needed = wording.placeholders(content)
    if not text:
        if needed:
            raise Refusal(21656)
        return {}
    try:
        values = json.loads(text)
    except ValueError:
        raise Refusal(21656) from None
    if not isinstance(values, dict) or not needed or not needed <= set(values):
        raise Refusal(21656)
    if len(values) > 100 or not all(_good(name, value) for name, value in values.items()):
        raise Refusal(21656)
    return values


def _good(name: str, value: object) -> bool:
    return (
        0 < len(name) <= 16
        and isinstance(value, str)
        and len(value.strip()) > 0
        and len(value) <= LONGEST_BODY
        and not FORBIDDEN_IN_VALUE.search(value)
    )
