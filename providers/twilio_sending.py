"""Sending one message through Twilio, and finding it again where the answer was lost."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from crm.provider import (
    Accepted,
    Outbound,
    OutboundTemplate,
    ProviderUnavailable,
    SendError,
    SentMessage,
    Status,
    UnknownOutcome,
)
from providers import twilio_address, twilio_errors
from providers.twilio_http import TwilioHttp
from providers.twilio_outcomes import asking, ordering
from providers.twilio_reports import STATUSES

PAGE_SIZE = 100
PAGES = 50


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


def _content(message: Outbound) -> dict[str, str]:
    if not isinstance(message, OutboundTemplate):
        return {"body": message.body}
    content = {"content_sid": message.content_sid}
    if message.variables:  # Twilio refuses the field for a template that has none
        content["content_variables"] = json.dumps(dict(message.variables), ensure_ascii=False)
    return content


def find_sent(
    client: Any, sender_address: str, client_address: str, since: datetime, until: datetime
) -> list[SentMessage]:
    """Outbound messages of the pair created in the span, oldest first.

    Twilio's times are whole seconds, so the span begins at the second `since` lies in.
    Raises ProviderUnavailable.
    """
    since = since.replace(microsecond=0)
    with asking():
        found = [
            _sent(record)
            for record in _newest_first(client, sender_address, client_address, since)
            if record.direction.startswith("outbound") and since <= record.date_created <= until
        ]
    return sorted(found, key=lambda message: message.created_at)


def _newest_first(client: Any, sender: str, receiver: str, since: datetime) -> Iterator[Any]:
    """The pair's messages, page by page, until a whole page is older than `since`.

    Not filtered by the date sent, which is empty while a message is queued. A list that does
    not end says nothing about what is missing in it: ProviderUnavailable.
    """
    page = client.messages.page(to=receiver, from_=sender, page_size=PAGE_SIZE)
    for _ in range(PAGES):
        records = list(page)
        yield from records
        if all(record.date_created < since for record in records):
            return
        page = page.next_page()
        if page is None:
            return
    raise ProviderUnavailable("the list of messages is too long")


def _sent(record: Any) -> SentMessage:
    status = STATUSES.get(str(record.status))
    code = twilio_errors.code(record.error_code)
    return SentMessage(
        sid=record.sid,
        created_at=record.date_created,
        status=status,
        error_code=code,
        error_class=twilio_errors.error_class(code) if code else None,
    )
