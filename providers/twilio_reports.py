"""Twilio's status callbacks, translated: one row a status word."""

import re
from collections.abc import Mapping

from crm.provider import DeliveryReport, NotAMessage, Status
from providers import clean_text, twilio_address, twilio_errors

STATUSES: dict[str, Status | None] = {
    "accepted": None,
    "scheduled": None,
    "queued": None,
    "sending": None,
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "partially_delivered": None,
    "read": Status.READ,
    "failed": Status.FAILED,
    "undelivered": Status.FAILED,
    "canceled": Status.FAILED,
    "receiving": None,
    "received": None,
}
CONSUMED = frozenset(
    ("AccountSid", "MessageSid", "SmsSid", "MessageStatus", "SmsStatus", "ErrorCode", "ApiVersion")
)
PUBLIC_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


def read_report(form: Mapping[str, str], public_id: str | None, account_sid: str) -> DeliveryReport:
    """Translate a callback. Raises NotAMessage where it names no message or status of ours."""
    fields = clean_text.form(form)
    sid = twilio_address.message_sid(fields)
    account = twilio_address.own_account(fields, account_sid)
    word = _word(fields)
    error_code = twilio_errors.code(fields.get("ErrorCode"))
    return DeliveryReport(
        sid=sid,
        account=account,
        public_id=public_id if public_id and PUBLIC_ID.fullmatch(public_id) else None,
        provider_status=word,
        status=STATUSES.get(word),
        error_code=error_code,
        error_class=twilio_errors.error_class(error_code) if error_code else None,
        details={"fields": {k: v for k, v in fields.items() if k not in CONSUMED}},
    )


def _word(fields: Mapping[str, str]) -> str:
    word = (fields.get("MessageStatus") or fields.get("SmsStatus") or "").strip().lower()
    event = fields.get("EventType", "").strip().lower()
    # WhatsApp's reading is told by the event; the status beside it may still be the old one.
    if event == "read" and STATUSES.get(word) is not Status.FAILED:
        return event
    if not word:
        raise NotAMessage("no MessageStatus")
    return word
