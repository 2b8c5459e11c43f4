"""Twilio's inbound webhooks, translated: what a client sent, decided by what is there."""

import re
from collections.abc import Mapping
from typing import Any

from crm.provider import InboundMedia, InboundMessage, NotAMessage
from providers import clean_text, twilio_address
from providers.twilio_kinds import kind_of, location_of

MEDIA = re.compile(r"Media(?:Url|ContentType)(0|[1-9][0-9]{0,2})")
REFERRAL = {
    "ReferralHeadline": "headline",
    "ReferralBody": "body",
    "ReferralSourceId": "source_id",
    "ReferralSourceType": "source_type",
    "ReferralSourceUrl": "source_url",
    "ReferralMediaId": "media_id",
    "ReferralMediaContentType": "media_content_type",
    "ReferralMediaUrl": "media_url",
    "ReferralCtwaClid": "ctwa_clid",
}
LIST_ROW = {"ListId": "id", "ListTitle": "title", "ListDescription": "description"}
CONSUMED = frozenset(
    (
        "MessageSid",
        "SmsMessageSid",
        "SmsSid",
        "AccountSid",
        "From",
        "To",
        "ApiVersion",
        "SmsStatus",
        "Body",
        "NumMedia",
        "ProfileName",
        "MessageType",
        "ButtonText",
        "ButtonPayload",
        "OriginalRepliedMessageSender",
        "Forwarded",
        "FrequentlyForwarded",
        "ChannelMetadata",
        "InteractiveData",
    )
)
LOCATION = frozenset(("Latitude", "Longitude", "Label", "Address"))
OPT_OUT_WORDS = ("STOP", "START", "HELP")


def read_inbound(form: Mapping[str, str], account_sid: str) -> InboundMessage:
    """Translate an inbound webhook. Raises NotAMessage where it can be no client's message."""
    fields = clean_text.form(form)
    sid = twilio_address.message_sid(fields)
    account = twilio_address.own_account(fields, account_sid)
    client_address, sender_address = _addresses(fields)
    media = _media(fields)
    kind = kind_of(fields, media)
    details = _details(fields)
    button_text, button_payload = _pressed(fields, kind)
    return InboundMessage(
        sid=sid,
        account=account,
        sender_address=sender_address,
        client_address=client_address,
        external_id=_external_id(fields, client_address),
        profile_name=(fields.get("ProfileName") or _context(details, "ProfileName")).strip(),
        kind=kind,
        body=fields.get("Body", ""),
        media=media,
        button_text=button_text,
        button_payload=button_payload,
        reply_to_sid=_reply_to(fields),
        referral=_named(fields, REFERRAL) or None,
        forwarded=any(_is_true(fields, details, f) for f in ("Forwarded", "FrequentlyForwarded")),
        opt_out_type=_opt_out(fields),
        details=details,
    )


def _addresses(fields: Mapping[str, str]) -> tuple[str, str]:
    """The client's address and ours."""
    client, sender = fields.get("From", ""), fields.get("To", "")
    if not twilio_address.is_whatsapp(client):
        raise NotAMessage("From is not a WhatsApp address")
    if not twilio_address.is_whatsapp(sender):
        raise NotAMessage("To is not a WhatsApp address")
    if client == sender:
        raise NotAMessage("From and To are the same")
    return client, sender


def _media(fields: Mapping[str, str]) -> tuple[InboundMedia, ...]:
    """Every attachment there is; NumMedia is not asked, since it has been wrong."""
    numbers = {int(found[1]) for name in fields if (found := MEDIA.fullmatch(name))}
    return tuple(
        InboundMedia(url, fields.get(f"MediaContentType{number}") or "application/octet-stream")
        for number in sorted(numbers)
        if (url := fields.get(f"MediaUrl{number}"))
    )


def _external_id(fields: Mapping[str, str], client_address: str) -> str | None:
    external = fields.get("ExternalUserId", "")
    if external == client_address or not twilio_address.SCOPED_ID.fullmatch(external):
        return None
    return external


def _pressed(fields: Mapping[str, str], kind: str) -> tuple[str | None, str | None]:
    """The words and the id of a button or a list row."""
    if kind == "list":
        return fields.get("ListTitle") or None, fields.get("ListId") or None
    text = fields.get("ButtonText") or (fields.get("Body") if kind == "button" else None)
    return text or None, fields.get("ButtonPayload") or None


def _reply_to(fields: Mapping[str, str]) -> str | None:
    sid = fields.get("OriginalRepliedMessageSid", "")
    return sid if twilio_address.MESSAGE_SID.fullmatch(sid) else None


def _opt_out(fields: Mapping[str, str]) -> str | None:
    word = fields.get("OptOutType", "").strip().upper()
    return word if word in OPT_OUT_WORDS else None


def _details(fields: Mapping[str, str]) -> dict[str, Any]:
    """What has no field of its own in the seam; fields nobody foresaw under `fields`."""
    details: dict[str, Any] = {
        "message_type": fields.get("MessageType"),
        "location": location_of(fields),
        "list": _named(fields, LIST_ROW),
        "flow": clean_text.parsed(fields.get("InteractiveData", "")),
        "reply_to_sender": fields.get("OriginalRepliedMessageSender"),
        "frequently_forwarded": fields.get("FrequentlyForwarded", "").lower() == "true",
        "channel_metadata": clean_text.parsed(fields.get("ChannelMetadata", "")),
        "fields": _unknown(fields),
    }
    return {name: value for name, value in details.items() if value}


def _unknown(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields that stand nowhere else, also those whose value made no sense there."""
    known = CONSUMED.union(REFERRAL, LIST_ROW)
    if location_of(fields):
        known |= LOCATION
    if _reply_to(fields):
        known |= {"OriginalRepliedMessageSid"}
    return {k: v for k, v in fields.items() if k not in known and not MEDIA.fullmatch(k)}


def _named(fields: Mapping[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """The fields that have a value, under our names."""
    return {ours: fields[theirs] for theirs, ours in names.items() if fields.get(theirs)}


def _is_true(fields: Mapping[str, str], details: Mapping[str, Any], name: str) -> bool:
    return (fields.get(name) or _context(details, name)).lower() == "true"


def _context(details: Mapping[str, Any], name: str) -> str:
    """A value of the channel's metadata, which repeats some fields and sometimes is alone."""
    found: Any = details.get("channel_metadata")
    for step in ("data", "context", name):
        found = found.get(step) if isinstance(found, dict) else None
    return str(found) if isinstance(found, str | bool) else ""
