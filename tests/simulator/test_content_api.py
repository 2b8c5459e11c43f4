"""Templates: creating, listing, submitting, and what Meta says."""

from typing import Any

import pytest
import requests

from tests.simulator.conftest import Speaker

BODY = "Hello {{1}}, thank you for writing to {{2}}, we will answer soon."


def create(twilio: Speaker, body: str = BODY, **more: Any) -> requests.Response:
    """Create a text template."""
    wanted = {
        "friendly_name": "welcome_en_1",
        "language": "en",
        "variables": {"1": "Maria", "2": "Dreamland"},
        "types": {"twilio/text": {"body": body}},
    }
    return twilio.api.post(f"{twilio.url}/v1/Content", json=wanted | more)


def submit(twilio: Speaker, sid: str, **more: str) -> requests.Response:
    """Submit it for approval."""
    wanted = {"name": "welcome_en_1", "category": "UTILITY"} | more
    address = f"{twilio.url}/v1/Content/{sid}/ApprovalRequests/whatsapp"
    return twilio.api.post(address, json=wanted)


def state(twilio: Speaker, sid: str) -> Any:
    """Where its approval stands."""
    address = f"{twilio.url}/v1/Content/{sid}/ApprovalRequests"
    return twilio.api.get(address).json()["whatsapp"]


def test_a_template_is_created_submitted_and_approved(twilio: Speaker) -> None:
    sid = create(twilio).json()["sid"]
    assert state(twilio, sid)["status"] == "unsubmitted"
    assert submit(twilio, sid).json()["status"] == "received"
    assert state(twilio, sid)["status"] == "approved"


def test_approval_takes_its_time(twilio: Speaker) -> None:
    twilio.control("options", approve_after=3600)
    sid = create(twilio).json()["sid"]
    submit(twilio, sid)
    assert state(twilio, sid)["status"] == "received"
    twilio.control("clock", offset_seconds=3601)
    assert state(twilio, sid)["status"] == "approved"


@pytest.mark.parametrize(
    "body",
    [
        "{{1}}, thank you for writing to {{2}} about your trip.",
        "Thank you for writing to us about your trip {{1}} {{2}} today.",
        "Thank you all for {{1}} and for {{3}} and for all.",
        "Dear {{1}} and {{2}}.",
    ],
)
def test_meta_rejects_a_bad_body_with_a_reason(twilio: Speaker, body: str) -> None:
    sid = create(twilio, body, variables={"1": "a", "2": "b", "3": "c"}).json()["sid"]
    submit(twilio, sid)
    assert state(twilio, sid)["status"] == "rejected"
    assert state(twilio, sid)["rejection_reason"]


LINK = {"type": "URL", "title": "Pay", "url": "https://crm.example/b/{{3}}"}
REPLY = {"type": "QUICK_REPLY", "title": "I have paid", "id": "PAID:{{4}}"}
FOUR = {"1": "Maria", "2": "Dreamland", "3": "sample/pay", "4": "sample"}


def card(*actions: object, **parts: object) -> dict[str, object]:
    """The types of a card with these parts."""
    return {"whatsapp/card": {"body": BODY, "actions": list(actions)} | parts}


def test_a_card_with_a_sample_for_each_value_is_approved(twilio: Speaker) -> None:
    sid = create(twilio, types=card(LINK, REPLY), variables=FOUR).json()["sid"]
    submit(twilio, sid)
    assert state(twilio, sid)["status"] == "approved"


@pytest.mark.parametrize(
    ("link", "variables"),
    [
        (LINK, {"1": "Maria", "2": "Dreamland", "4": "sample"}),
        (LINK | {"url": "https://crm.example/b/{{3}}/pay"}, FOUR),
        (LINK | {"url": "https://crm.example/b?x={{3}}"}, FOUR),
        (LINK | {"url": "https://crm.example/{{3}}/{{5}}"}, FOUR | {"5": "x"}),
        (LINK | {"url": "https://crm.example/b/{{7}}"}, FOUR | {"7": "x"}),
    ],
    ids=["no sample", "not at the end", "not a path", "two", "not in sequence"],
)
def test_meta_rejects_a_bad_address_with_a_reason(
    twilio: Speaker, link: dict[str, str], variables: dict[str, str]
) -> None:
    sid = create(twilio, types=card(link, REPLY), variables=variables).json()["sid"]
    submit(twilio, sid)
    assert state(twilio, sid)["status"] == "rejected"
    assert state(twilio, sid)["rejection_reason"]


@pytest.mark.parametrize(
    "types",
    [
        {},
        {"twilio/poem": {"body": BODY}},
        {"twilio/text": {}},
        {"twilio/text": {"body": BODY, "actions": [REPLY]}},
        {"twilio/quick-reply": {"body": BODY, "actions": [LINK]}},
        {"twilio/call-to-action": {"body": BODY, "actions": [REPLY]}},
        {"twilio/media": {"body": BODY}},
        {"twilio/card": {"body": BODY, "actions": [LINK]}},
        card(REPLY | {"title": "x" * 26}),
        card(REPLY | {"title": "Pay {{1}}"}),
        card(LINK | {"url": "{{3}}"}),
        card(LINK, media="https://crm.example/{{3}}", text="more"),
    ],
)
def test_types_that_twilio_does_not_know_are_refused(
    twilio: Speaker, types: dict[str, object]
) -> None:
    assert create(twilio, types=types).status_code == 400


def test_a_bad_name_or_category_is_refused(twilio: Speaker) -> None:
    sid = create(twilio).json()["sid"]
    assert submit(twilio, sid, name="Welcome En").status_code == 400
    assert submit(twilio, sid, category="NEWS").status_code == 400


def test_meta_may_pause_an_approved_template(twilio: Speaker) -> None:
    sid = twilio.content()
    twilio.control(f"templates/{sid}", status="paused", rejection_reason="low quality")
    assert state(twilio, sid)["status"] == "paused"


def test_all_are_listed_with_their_approvals_in_pages(twilio: Speaker) -> None:
    sids = [create(twilio).json()["sid"] for _ in range(3)]
    address: str | None = f"{twilio.url}/v1/ContentAndApprovals?PageSize=2"
    found = []
    while address:
        page = twilio.api.get(address).json()
        found += [content["sid"] for content in page["contents"]]
        address = page["meta"]["next_page_url"]
    assert found == sids[::-1]


def test_a_deleted_template_is_gone(twilio: Speaker) -> None:
    address = f"{twilio.url}/v1/Content/{create(twilio).json()['sid']}"
    assert twilio.api.delete(address).status_code == 204
    assert twilio.api.get(address).json()["code"] == 20404
