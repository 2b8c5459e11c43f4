"""Refused webhooks are counted, and the last one is kept."""

from datetime import timedelta

from sqlalchemy.orm import Session

from crm import webhook_refusals
from tests.factories import NOW

OURS = "https://crm.example.com/webhooks/twilio/messages"


def test_the_last_of_each_origin_is_kept_with_the_count_of_all(session: Session) -> None:
    for minutes, count in ((0, 1), (1, 5)):
        at = NOW + timedelta(minutes=minutes)
        webhook_refusals.note(session, "stranger", count, f"{OURS}?n={minutes}", None, at)
    webhook_refusals.note(session, "provider", 1, OURS, "http://crm.example.com", NOW)
    last = webhook_refusals.last(session, "stranger")
    assert last is not None
    assert (last.count, last.last_at) == (6, NOW + timedelta(minutes=1))
    assert (last.expected_address, last.signed_address) == (f"{OURS}?n=1", None)
    assert webhook_refusals.last(session, "probe") is None


def test_whatever_somebody_sends_as_a_query_is_kept_short(session: Session) -> None:
    webhook_refusals.note(session, "stranger", 1, OURS + "?\x00\ud83d" + "x" * 9999, None, NOW)
    last = webhook_refusals.last(session, "stranger")
    assert last is not None
    assert len(last.expected_address) == 500
