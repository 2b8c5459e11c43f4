"""Finding a sent message in Twilio's list, where the answer to sending it was lost."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from crm.provider import ProviderUnavailable, SentMessage
from providers import twilio_errors
from providers.twilio_outcomes import asking
from providers.twilio_reports import STATUSES

PAGE_SIZE = 100
PAGES = 50


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
