"""Status callbacks: each word of Twilio's, and what is kept beside it."""

import json
from pathlib import Path

import pytest

from crm.provider import DeliveryReport, ErrorClass, NotAMessage, Status
from providers.twilio_reports import STATUSES, read_report
from tests.providers.stub import ACCOUNT

SPEC = Path(__file__).resolve().parents[2].parent / "shared" / "twilio_messages_openapi.json"
SID = "SM" + "a" * 32


def report(public_id: str | None = None, **fields: str) -> DeliveryReport:
    """A callback with these fields."""
    form = {"AccountSid": ACCOUNT, "MessageSid": SID, "MessageStatus": "sent"} | fields
    return read_report(form, public_id, ACCOUNT)


def test_every_word_of_the_providers_own_description_has_a_row() -> None:
    if not SPEC.exists():
        pytest.skip("Twilio's OpenAPI description does not lie beside the checkout")
    schemas = json.loads(SPEC.read_text())["components"]["schemas"]
    assert set(STATUSES) == set(schemas["message_enum_status"]["enum"])


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("accepted", None),
        ("scheduled", None),
        ("queued", None),
        ("sending", None),
        ("receiving", None),
        ("received", None),
        ("partially_delivered", None),
        ("something_new", None),
        ("sent", Status.SENT),
        ("delivered", Status.DELIVERED),
        ("read", Status.READ),
        ("failed", Status.FAILED),
        ("undelivered", Status.FAILED),
        ("canceled", Status.FAILED),
    ],
)
def test_each_word_moves_the_message_where_it_says(word: str, status: Status | None) -> None:
    found = report(MessageStatus=word)
    assert (found.provider_status, found.status) == (word, status)


def test_reading_is_told_by_the_event_too() -> None:
    found = report(MessageStatus="delivered", EventType="READ")
    assert (found.provider_status, found.status) == ("read", Status.READ)


def test_a_failure_is_no_reading_whatever_the_event() -> None:
    assert report(MessageStatus="failed", EventType="READ").status is Status.FAILED


def test_an_error_comes_with_its_code_and_class() -> None:
    found = report(MessageStatus="undelivered", ErrorCode="63016")
    assert (found.error_code, found.error_class) == ("63016", ErrorClass.NEEDS_TEMPLATE)


@pytest.mark.parametrize("code", ["", "0", " 0 "])
def test_no_error_is_no_code(code: str) -> None:
    found = report(ErrorCode=code)
    assert (found.error_code, found.error_class) == (None, None)


def test_our_id_is_kept_and_nonsense_is_not() -> None:
    assert report("6c1f0c0e-8a51-4a6c-9d6e-1d5a1f0f9b11").public_id is not None
    assert report("a\0b").public_id is None
    assert report("").public_id is None


def test_what_else_it_says_is_kept() -> None:
    found = report(ChannelStatusMessage="no\0 window", EventType="UNDELIVERED", ApiVersion="x")
    assert found.details == {
        "fields": {"ChannelStatusMessage": "no window", "EventType": "UNDELIVERED"}
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"MessageSid": ""},
        {"MessageSid": "SM1"},
        {"AccountSid": "AC" + "1" * 32},
        {"AccountSid": ""},
        {"MessageStatus": ""},
    ],
)
def test_what_is_no_report_of_ours_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(NotAMessage):
        report(**fields)
