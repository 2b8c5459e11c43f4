"""Templates at Twilio: what is created, submitted and listed."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from crm.provider import (
    Link,
    ProviderUnavailable,
    QuickReply,
    SendError,
    TemplateDraft,
    TemplateState,
    UnknownOutcome,
)
from providers.twilio import TwilioProvider
from tests.providers import stub as stubs
from tests.providers.stub import Reply, Stub, in_json, refusal
from tests.twilio_description import FILE, check_request

SID = "HX" + "a" * 32
LIST = "/v1/ContentAndApprovals"
APPROVAL = f"/v1/Content/{SID}/ApprovalRequests/whatsapp"
DRAFT = TemplateDraft("welcome.ru.1", "welcome", "ru", "utility", "Привет, {{1}}!", {"1": "Айгуль"})


def page(*contents: Mapping[str, object], following: str | None = None) -> Reply:
    """A page of the Content API's list."""
    meta = {"key": "contents", "next_page_url": following, "page": 0}
    return in_json({"contents": contents, "meta": meta})


def test_a_text_template_is_created_as_it_was_drafted(provider: TwilioProvider, stub: Stub) -> None:
    stub.on("/v1/Content", in_json({"sid": SID}, 201))
    assert provider.create_template(DRAFT) == SID
    assert json.loads(stub.asked[0].body) == {
        "friendly_name": "welcome.ru.1",
        "language": "ru",
        "variables": {"1": "Айгуль"},
        "types": {"twilio/text": {"body": "Привет, {{1}}!"}},
    }


YES = QuickReply("Да", "YES:{{3}}")
PAY = Link("Оплатить", "https://crm.example/b/{{1}}")
PDF = "https://crm.example/files/{{2}}"
YES_SENT = {"type": "QUICK_REPLY", "title": "Да", "id": "YES:{{3}}"}
PAY_SENT = {"type": "URL", "title": "Оплатить", "url": "https://crm.example/b/{{1}}"}


@pytest.mark.parametrize(
    ("buttons", "document", "kind", "parts"),
    [
        ([YES], None, "twilio/quick-reply", {"actions": [YES_SENT]}),
        ([PAY], None, "twilio/call-to-action", {"actions": [PAY_SENT]}),
        ([], PDF, "twilio/media", {"media": [PDF]}),
        ([PAY, YES], None, "whatsapp/card", {"actions": [PAY_SENT, YES_SENT]}),
        ([PAY], PDF, "whatsapp/card", {"media": [PDF], "actions": [PAY_SENT]}),
        ([YES], PDF, "whatsapp/card", {"media": [PDF], "actions": [YES_SENT]}),
    ],
)
def test_the_parts_decide_the_type(
    provider: TwilioProvider,
    stub: Stub,
    buttons: list[QuickReply | Link],
    document: str | None,
    kind: str,
    parts: dict[str, Any],
) -> None:
    stub.on("/v1/Content", in_json({"sid": SID}, 201))
    draft = TemplateDraft("a", "a", "ru", "utility", "Едете?", {}, buttons, document)
    provider.create_template(draft)
    sent = json.loads(stub.asked[0].body)
    assert sent["types"] == {kind: {"body": "Едете?", **parts}}
    assert "variables" not in sent
    if FILE.exists():
        assert check_request("POST", "/v1/Content", sent) == []


def test_submitting_asks_for_approval_by_name_and_category(
    provider: TwilioProvider, stub: Stub
) -> None:
    stub.on(APPROVAL, in_json({"name": "welcome", "status": "received"}, 201))
    provider.submit_template(SID, "welcome", "utility")
    assert json.loads(stub.asked[0].body) == {"name": "welcome", "category": "UTILITY"}


def test_a_refused_approval_is_a_refusal(provider: TwilioProvider, stub: Stub) -> None:
    stub.on(APPROVAL, refusal(400, 63040))
    with pytest.raises(SendError, match="63040"):
        provider.submit_template(SID, "welcome", "utility")


def test_a_lost_answer_leaves_it_open_whether_it_was_made(
    provider: TwilioProvider, stub: Stub
) -> None:
    stub.on("/v1/Content", Reply(misbehave=stubs.hang_up), in_json({}, 201))
    for _ in range(2):
        with pytest.raises(UnknownOutcome):
            provider.create_template(DRAFT)


def test_templates_are_listed_with_their_approval(provider: TwilioProvider, stub: Stub) -> None:
    rejected = {"status": "REJECTED", "rejection_reason": "too short"}
    contents: list[Mapping[str, object]] = [
        {"sid": "HX1", "friendly_name": "a", "approval_requests": {"status": "approved"}},
        {"sid": "HX2", "friendly_name": "b", "approval_requests": {"whatsapp": rejected}},
        {"sid": "HX3", "friendly_name": None, "approval_requests": None},
    ]
    stub.on(LIST, page(*contents))
    assert provider.list_templates() == [
        TemplateState("HX1", "a", "approved", None),
        TemplateState("HX2", "b", "rejected", "too short"),
        TemplateState("HX3", "", "unsubmitted", None),
    ]


def test_every_page_is_read_from_what_stands_in_for_twilio(
    provider: TwilioProvider, stub: Stub
) -> None:
    first, second = ({"sid": sid, "friendly_name": "a"} for sid in ("HX1", "HX2"))
    stub.on(LIST, page(first, following=f"https://content.twilio.com{LIST}?Page=1"), page(second))
    assert [state.content_sid for state in provider.list_templates()] == ["HX1", "HX2"]


@pytest.mark.parametrize("reply", [Reply(500), refusal(401, 20003), in_json({"x": 1})], ids=str)
def test_a_list_that_fails_is_asked_again_later(
    provider: TwilioProvider, stub: Stub, reply: Reply
) -> None:
    stub.on(LIST, reply)
    with pytest.raises(ProviderUnavailable):
        provider.list_templates()
