"""The kinds of message a client can send, and the form fields that each adds."""

import json
from collections.abc import Callable, Mapping
from typing import Any

Wanted = Mapping[str, Any]
Fields = dict[str, str]


def fields(wanted: Wanted, sender: str) -> tuple[Fields, str]:
    """The fields of the wanted kind with what any kind may carry, and its MessageType."""
    kind = str(wanted.get("kind") or ("image" if wanted.get("media") else "text"))
    found: Fields = {"Body": str(wanted.get("body", ""))}
    maker = MAKERS.get(kind)
    if maker is not None:
        found |= maker(wanted)
    found |= _context(wanted, sender)
    message_type = str(wanted.get("message_type") or TYPES.get(kind, kind))
    return found, message_type


def _location(wanted: Wanted) -> Fields:
    found = {
        "Latitude": str(wanted.get("latitude", 43.238949)),
        "Longitude": str(wanted.get("longitude", 76.889709)),
    }
    for name in ("address", "label"):
        if wanted.get(name):
            found[name.capitalize()] = str(wanted[name])
    return found


def _button(wanted: Wanted) -> Fields:
    text = str(wanted.get("button_text") or wanted.get("body") or "")
    return {
        "Body": text,
        "ButtonText": text,
        "ButtonPayload": str(wanted.get("button_payload") or text),
    }


def _list(wanted: Wanted) -> Fields:
    title = str(wanted.get("list_title") or wanted.get("body") or "")
    return {
        "Body": title,
        "ListId": str(wanted.get("list_id", "")),
        "ListTitle": title,
        "ListDescription": str(wanted.get("list_description", "")),
    }


def _flow(wanted: Wanted) -> Fields:
    data = wanted.get("flow") or {}
    return {"InteractiveData": data if isinstance(data, str) else json.dumps(data)}


MAKERS: dict[str, Callable[[Wanted], Fields]] = {
    "location": _location,
    "button": _button,
    "list": _list,
    "flow": _flow,
}
TYPES = {"voice": "audio", "list": "interactive", "flow": "interactive", "unknown": "unsupported"}
"""MessageType where it is not the kind's own name."""

REFERRAL = {
    "headline": "ReferralHeadline",
    "body": "ReferralBody",
    "source_id": "ReferralSourceId",
    "source_type": "ReferralSourceType",
    "source_url": "ReferralSourceUrl",
    "ctwa_clid": "ReferralCtwaClid",
    "media_id": "ReferralMediaId",
    "media_url": "ReferralMediaUrl",
    "media_content_type": "ReferralMediaContentType",
}


def _context(wanted: Wanted, sender: str) -> Fields:
    """What may come with any kind: the message answered, an ad, forwarding, an opt-out."""
    found: Fields = {}
    if wanted.get("reply_to"):
        found["OriginalRepliedMessageSid"] = str(wanted["reply_to"])
        found["OriginalRepliedMessageSender"] = sender
    for name, value in (wanted.get("referral") or {}).items():
        found[REFERRAL.get(name, name)] = str(value)
    if wanted.get("forwarded"):
        found["Forwarded"] = "true"
    if wanted.get("frequently_forwarded"):
        found["FrequentlyForwarded"] = "true"
    if wanted.get("opt_out_type"):
        found["OptOutType"] = str(wanted["opt_out_type"])
    return found
