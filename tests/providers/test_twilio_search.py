"""Finding a sent message in Twilio's list, where the answer to sending it was lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crm.provider import ErrorClass, ProviderUnavailable, Status
from providers.twilio import TwilioProvider
from tests.providers import stub as stubs
from tests.providers.stub import CLIENT, MESSAGES, SENDER, Reply, Stub, in_json, refusal

NOON = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)
A, B, C, D = ("SM" + letter * 32 for letter in "abcd")


def record(sid: str = A, created: datetime = NOON, **changed: Any) -> dict[str, Any]:
    """A message as Twilio lists it."""
    stamp = created.strftime("%a, %d %b %Y %H:%M:%S +0000")
    fields = {"sid": sid, "status": "sent", "direction": "outbound-api", "error_code": None}
    return fields | {"date_created": stamp, "to": CLIENT, "from": SENDER} | changed


def page(*records: dict[str, Any], following: str | None = None) -> Reply:
    """A page of Twilio's list."""
    return in_json({"messages": list(records), "next_page_uri": following, "page": 0})


def find(provider: TwilioProvider, since: datetime = NOON) -> list[str]:
    """The sids found in the minute from `since`."""
    found = provider.find_sent(SENDER, CLIENT, since, since + timedelta(minutes=1))
    return [message.sid for message in found]


def test_sent_messages_are_found_by_pair_and_time_oldest_first(
    provider: TwilioProvider, stub: Stub
) -> None:
    later = record(B, NOON + timedelta(seconds=30), status="queued")
    inbound, outside = record(C, direction="inbound"), record(D, NOON - timedelta(seconds=2))
    stub.on(MESSAGES, page(later, inbound, record(), outside))
    assert find(provider) == [A, B]


def test_the_list_is_not_narrowed_by_when_it_was_sent(provider: TwilioProvider, stub: Stub) -> None:
    stub.on(MESSAGES, page())
    assert find(provider) == []
    assert stub.asked[0].query == {"To": [CLIENT], "From": [SENDER], "PageSize": ["100"]}


def test_the_second_the_span_begins_in_belongs_to_it(provider: TwilioProvider, stub: Stub) -> None:
    stub.on(MESSAGES, page(record()))
    assert find(provider, NOON + timedelta(milliseconds=900)) == [A]


def test_pages_are_read_until_one_is_older(provider: TwilioProvider, stub: Stub) -> None:
    new, old = record(B, NOON + timedelta(hours=1)), record(D, NOON - timedelta(hours=1))
    stub.on(MESSAGES, *(page(one, following=MESSAGES) for one in (new, record(), old)))
    assert find(provider) == [A]
    assert len(stub.asked) == 3


def test_a_list_without_an_end_is_no_proof_of_absence(provider: TwilioProvider, stub: Stub) -> None:
    stub.on(MESSAGES, page(record(created=NOON + timedelta(hours=1)), following=MESSAGES))
    with pytest.raises(ProviderUnavailable):
        find(provider)


def test_a_found_message_carries_its_fate(provider: TwilioProvider, stub: Stub) -> None:
    stub.on(MESSAGES, page(record(status="undelivered", error_code=63016)))
    [found] = provider.find_sent(SENDER, CLIENT, NOON, NOON)
    assert (found.status, found.error_class) == (Status.FAILED, ErrorClass.NEEDS_TEMPLATE)
    assert (found.created_at, found.error_code) == (NOON, "63016")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(500),
        refusal(401, 20003),
        Reply(misbehave=stubs.hang_up),
        Reply(200, b"<html>"),
        in_json({"messages": None}),
        page(record(date_created=None)),
    ],
    ids=str,
)
def test_a_list_that_fails_is_asked_again_later(
    provider: TwilioProvider, stub: Stub, reply: Reply
) -> None:
    stub.on(MESSAGES, reply)
    with pytest.raises(ProviderUnavailable):
        find(provider)
