"""What Twilio calls: signed or refused, kept, answered."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from simulator.signing import sign
from tests.webhook.conftest import (
    MESSAGES,
    STATUS,
    TOKEN,
    URL,
    Pairs,
    Web,
    message,
)

Ask = Callable[[str], list[Any]]
BODIES = "SELECT body FROM communications WHERE direction = 'inbound' ORDER BY id"


def test_a_signed_message_is_kept_and_answered_with_nothing_to_say(web: Web, ask: Ask) -> None:
    answer = web.message("Привет 👋")
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert answer.text.endswith("<Response/>")
    assert ask(BODIES) == ["Привет 👋"]


def test_a_repeat_is_answered_the_same_and_changes_nothing(web: Web, ask: Ask) -> None:
    assert [web.message().status_code for _ in range(3)] == [200, 200, 200]
    assert len(ask(BODIES)) == 1


@pytest.mark.parametrize(
    "more",
    [
        [("Future", "1"), ("Future", "2"), ("Future", "1")],
        [("Blank", ""), ("Other", "")],
        [("Space", "  a  ")],
        [("Plus", "a+b & c=d % é")],
    ],
)
def test_the_whole_form_is_signed(web: Web, ask: Ask, more: Pairs) -> None:
    assert web.post(MESSAGES, message() + more).status_code == 200
    assert len(ask(BODIES)) == 1


def test_what_is_no_unicode_is_signed_as_it_came_and_cleaned(web: Web, ask: Ask) -> None:
    assert web.message("a\ud83db\x00c").status_code == 200
    assert ask(BODIES) == ["a\ufffdbc"]


def test_bytes_that_are_no_text_at_all_are_refused(web: Web) -> None:
    answer = web.app.test_client().post(
        MESSAGES, data=b"Body=%FF\xff", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("token", [TOKEN, "the-other-token"])
def test_both_tokens_count_while_they_are_rotated(
    serve: Callable[..., Web], database: str, token: str
) -> None:
    web = serve(database, twilio_auth_token_secondary="the-other-token")
    web.token = token
    assert web.message().status_code == 200


WRONG = [
    "",
    "x",
    sign("another-token", URL + MESSAGES, message()),
    sign(TOKEN, URL + STATUS, message()),
    sign(TOKEN, "http://127.0.0.1:8000" + MESSAGES, message()),
    sign(TOKEN, URL + MESSAGES, message("Other")),
    sign(TOKEN, URL + MESSAGES, message()[:-1]),
    sign("", URL + MESSAGES, message()),
]


@pytest.mark.parametrize("signature", WRONG)
def test_what_is_not_signed_is_refused_counted_and_not_kept(
    web: Web, ask: Ask, signature: str
) -> None:
    before = refused(web)
    assert web.post(MESSAGES, message(), signature).status_code == 403
    assert refused(web) == before + 1
    assert ask("SELECT 1 FROM communications UNION ALL SELECT 1 FROM webhook_events") == []
    assert web.spooled() == []


def refused(web: Web) -> float:
    """How many were refused, by our own count."""
    found = re.search(
        r"^dreamland_webhooks_refused_total (\S+)$",
        web.app.test_client().get("/metrics").text,
        re.MULTILINE,
    )
    assert found is not None
    return float(found[1])


def test_without_a_signature_nothing_is_taken(web: Web) -> None:
    client = web.app.test_client()
    assert client.post(MESSAGES, data=dict(message())).status_code == 403
    assert client.post(STATUS).status_code == 403
    assert client.get(MESSAGES).status_code == 405


def test_json_is_not_a_form(web: Web) -> None:
    signature = sign(TOKEN, URL + MESSAGES, message())
    answer = web.app.test_client().post(
        MESSAGES, json=dict(message()), headers={"X-Twilio-Signature": signature}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(("length", "status"), [(1024 * 1024 - 600, 200), (1024 * 1024, 413)])
def test_more_than_a_mebibyte_is_too_much(web: Web, ask: Ask, length: int, status: int) -> None:
    answer = web.post(MESSAGES, message("a", Filler="x" * length))
    assert answer.status_code == status
    assert len(ask(BODIES)) == (status == 200)


def test_the_query_is_signed_and_names_our_message(web: Web, ask: Ask) -> None:
    web.message()
    (public_id,) = ask(
        "UPDATE communications SET whatsapp_status = 'sending' "
        "WHERE direction = 'outbound' RETURNING public_id::text"
    )
    pairs = [(name, value) for name, value in message() if name in ("MessageSid", "AccountSid")]
    pairs = [("MessageSid", "SM" + "9" * 32), *pairs[1:], ("MessageStatus", "delivered")]
    path = f"{STATUS}?m={public_id}"
    assert web.post(path, pairs, sign(TOKEN, URL + STATUS, pairs)).status_code == 403
    assert web.post(path, pairs).status_code == 200
    assert ask(f"SELECT whatsapp_status FROM communications WHERE public_id = '{public_id}'") == [
        "delivered"
    ]


@pytest.mark.parametrize("query", ["?m=", "?m=%00", "?m=%ff%fe", "?m=1&m=2", "?n=%20+x"])
def test_an_odd_query_is_taken_too(web: Web, ask: Ask, query: str) -> None:
    pairs = [*message()[:2], ("MessageStatus", "sent")]
    assert web.post(STATUS + query, pairs).status_code == 200
    assert ask("SELECT provider_status FROM delivery_reports") == ["sent"]


def test_what_is_no_message_is_kept_as_an_event(web: Web, ask: Ask) -> None:
    assert web.message(MessageSid="").status_code == 200
    assert ask("SELECT error FROM webhook_events") == ["NotAMessage: no MessageSid"]


def test_the_fallback_address_takes_the_same_message(web: Web, ask: Ask) -> None:
    assert web.message(ErrorCode="11200", ErrorUrl=URL).status_code == 200
    assert web.message().status_code == 200
    assert len(ask(BODIES)) == 1
