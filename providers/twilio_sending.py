"""Sending one message through Twilio."""

import json
from typing import Any
from urllib.parse import urlencode

from crm.provider import (
    Accepted,
    Outbound,
    OutboundTemplate,
    SendError,
    Status,
    UnknownOutcome,
)
from providers import twilio_address, twilio_errors
from providers.twilio_http import TwilioHttp
from providers.twilio_outcomes import ordering
from providers.twilio_reports import STATUSES


def send(client: Any, http: TwilioHttp, status_url: str, message: Outbound) -> Accepted:
    """Send one message. Raises SendError or UnknownOutcome; ends within 15 seconds."""
    with ordering(http):
        created = client.messages.create(
            from_=message.sender_address,
            to=message.client_address,
            status_callback=f"{status_url}?{urlencode({'m': message.public_id})}",
            **_content(message),
        )
        sid, word, error = created.sid, created.status, created.error_code
    if not isinstance(sid, str) or not twilio_address.MESSAGE_SID.fullmatch(sid):
        raise UnknownOutcome("a success without a message sid")
    if STATUSES.get(str(word)) is Status.FAILED:
        # The first status has no callback of its own: what failed at once says so only here.
        code = twilio_errors.code(error) or str(word)
        raise SendError(code, "failed at once", twilio_errors.error_class(code))
    return Accepted(sid)


def _content(message: Outbound) -> dict[str, Any]:
    if not isinstance(message, OutboundTemplate):
        words = {"body": message.body} if message.body else {}
        return {**words, "media_url": [message.media_url]} if message.media_url else words
    content = {"content_sid": message.content_sid}
    if message.variables:  # Twilio refuses the field for a template that has none
        content["content_variables"] = json.dumps(dict(message.variables), ensure_ascii=False)
    return content
