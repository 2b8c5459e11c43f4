"""Sending: what goes out, and what each way of ending means."""

import json
import socket

import pytest

from crm.provider import (
    Accepted,
    ErrorClass,
    OutboundTemplate,
    OutboundText,
    SendError,
    UnknownOutcome,
)
from providers.twilio import TwilioProvider
from tests.providers import stub as stubs
from tests.providers.stub import (
    ACCOUNT,
    CLIENT,
    MESSAGES,
    SENDER,
    STATUS_URL,
    TOKEN,
    Reply,
    Stub,
    in_json,
    refusal,
)

SID = "SM" + "a" * 32
CONTENT = "HX" + "b" * 32
TEXT = OutboundText("0b1c", SENDER, CLIENT, "Здравствуйте 🙂")
TAKEN = in_json({"sid": SID, "status": "queued", "error_code": None}, 201)


def failure(provider: TwilioProvider) -> SendError:
    """The refusal of one send."""
    with pytest.raises(SendError) as caught:
        provider.send(TEXT)
    return caught.value


def test_a_text_goes_out_with_our_id_in_the_callback(provider: TwilioProvider, stub: Stub) -> None:
    stub.on(MESSAGES, TAKEN)
    assert provider.send(TEXT) == Accepted(SID)
    assert stub.asked[0].form == {
        "From": SENDER,
        "To": CLIENT,
        "Body": "Здравствуйте 🙂",
        "StatusCallback": f"{STATUS_URL}?m=0b1c",
    }
    assert stub.asked[0].credentials == f"{ACCOUNT}:{TOKEN}"


def test_a_template_goes_out_by_its_content_and_variables(
    provider: TwilioProvider, stub: Stub
) -> None:
    stub.on(MESSAGES, TAKEN)
    provider.send(OutboundTemplate("1", SENDER, CLIENT, CONTENT, {"1": "Айгуль"}))
    form = stub.asked[0].form
    assert form["ContentSid"] == CONTENT
    assert json.loads(form["ContentVariables"]) == {"1": "Айгуль"}
    assert "Body" not in form


def test_a_template_without_variables_sends_none(provider: TwilioProvider, stub: Stub) -> None:
    stub.on(MESSAGES, TAKEN)
    provider.send(OutboundTemplate("1", SENDER, CLIENT, CONTENT, {}))
    assert "ContentVariables" not in stub.asked[0].form


def test_a_429_was_not_sent_and_says_how_long_to_wait(provider: TwilioProvider, stub: Stub) -> None:
    stub.on(MESSAGES, refusal(429, 20429, Retry_After="7"))
    problem = failure(provider)
    assert (problem.code, problem.retryable, problem.retry_after) == ("20429", True, 7.0)


def test_a_429_without_json_is_one_too(provider: TwilioProvider, stub: Stub) -> None:
    stub.on(MESSAGES, Reply(429, b"slow down"))
    problem = failure(provider)
    assert (problem.code, problem.retryable, problem.retry_after) == ("20429", True, None)


def test_the_wait_of_one_answer_is_not_told_with_the_next(
    provider: TwilioProvider, stub: Stub
) -> None:
    stub.on(MESSAGES, refusal(429, 20429, Retry_After="7"), refusal(429, 20429))
    assert [failure(provider).retry_after, failure(provider).retry_after] == [7.0, None]


def test_a_refused_connection_was_not_sent() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}"
        problem = failure(TwilioProvider(ACCOUNT, [TOKEN], url, STATUS_URL))
    assert problem.error_class is ErrorClass.LATER


@pytest.mark.parametrize(
    "reply",
    [
        Reply(misbehave=stubs.hang_up),
        refusal(500, 20500),
        Reply(503, b"<html>busy</html>"),
        Reply(408),
        Reply(201, b"<html>"),
        Reply(201, b"[]"),
        Reply(201),
        in_json({"status": "queued"}, 201),
        in_json({"sid": 5}, 201),
        Reply(201, b"{", {"Content-Length": "100", "Connection": "close"}),
    ],
    ids=str,
)
def test_an_answer_that_never_came_or_cannot_be_read_is_unknown(
    provider: TwilioProvider, stub: Stub, reply: Reply
) -> None:
    stub.on(MESSAGES, reply)
    with pytest.raises(UnknownOutcome):
        provider.send(TEXT)
    assert len(stub.asked) == 1


def test_a_kept_connection_that_is_cut_is_unknown_and_not_tried_twice(
    provider: TwilioProvider, stub: Stub
) -> None:
    stub.on(MESSAGES, TAKEN, Reply(misbehave=stubs.hang_up))
    provider.send(TEXT)
    with pytest.raises(UnknownOutcome):
        provider.send(TEXT)
    assert (len(stub.asked), stub.connections) == (2, 1)


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (400, 63016, ErrorClass.NEEDS_TEMPLATE),
        (400, 21610, ErrorClass.OPT_OUT),
        (403, 21610, ErrorClass.OPT_OUT),
        (400, 21656, ErrorClass.TEMPLATE),
        (400, 21211, ErrorClass.NEVER),
        (400, 99999, ErrorClass.NEVER),
        (401, 20003, ErrorClass.OPERATOR),
        (403, 99999, ErrorClass.OPERATOR),
    ],
)
def test_a_refusal_is_classed_by_its_code(
    provider: TwilioProvider, stub: Stub, status: int, code: int, meaning: ErrorClass
) -> None:
    stub.on(MESSAGES, refusal(status, code))
    problem = failure(provider)
    assert (problem.code, problem.error_class) == (str(code), meaning)


def test_a_problem_document_is_read_as_a_refusal(provider: TwilioProvider, stub: Stub) -> None:
    document = {"type": "t", "title": "Outside", "status": 400, "code": 63016, "detail": "late"}
    stub.on(MESSAGES, in_json(document, 400))
    problem = failure(provider)
    assert (problem.code, problem.reason) == ("63016", "late")


def test_what_failed_at_once_is_a_refusal(provider: TwilioProvider, stub: Stub) -> None:
    stub.on(MESSAGES, in_json({"sid": SID, "status": "failed", "error_code": 63024}, 201))
    assert failure(provider).code == "63024"


def test_a_file_goes_out_by_its_address(provider: TwilioProvider, stub: Stub) -> None:
    stub.on(MESSAGES, TAKEN)
    for words in ("", "Программа"):
        provider.send(OutboundText("1", SENDER, CLIENT, words, "https://crm.example.com/files/x/a"))
    alone, with_words = (asked.form for asked in stub.asked)
    assert alone["MediaUrl"] == "https://crm.example.com/files/x/a"
    assert "Body" not in alone
    assert with_words["Body"] == "Программа"
