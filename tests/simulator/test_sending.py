"""What becomes of a taken message: its states, its callbacks, the window, the templates."""

import json

import pytest
from twilio.request_validator import RequestValidator

from tests.simulator.conftest import CALLBACK, MARIA, TOKEN, Product, Speaker, until_true


def test_sent_delivered_and_read_are_reported_in_order(twilio: Speaker, product: Product) -> None:
    twilio.write()
    twilio.send()
    product.wait_for(4)
    assert product.callbacks() == ["sent", "delivered", "read"]
    assert product.heard[1].path == "/webhooks/twilio/status?m=our-id"


def test_callbacks_carry_twilios_signature_over_the_public_address(
    twilio: Speaker, product: Product
) -> None:
    twilio.write()
    twilio.send()
    for heard in product.wait_for(4)[1:]:
        signature = heard.headers["X-Twilio-Signature"]
        assert RequestValidator(TOKEN).validate(CALLBACK, heard.form, signature)


def test_free_text_outside_the_window_is_taken_and_fails_by_callback(
    twilio: Speaker, product: Product
) -> None:
    assert twilio.send().status_code == 201
    form = product.wait_for(1)[0].form
    assert (form["MessageStatus"], form["ErrorCode"]) == ("failed", "63016")
    assert twilio.ask("messages?arrived=1")["messages"] == []


def test_the_window_closes_after_24_hours(twilio: Speaker, product: Product) -> None:
    twilio.write()
    twilio.control("clock", offset_seconds=24 * 3600 - 60)
    twilio.send()
    product.wait_for(4)
    twilio.control("clock", offset_seconds=24 * 3600 + 60)
    twilio.send()
    product.wait_for(5)
    assert product.callbacks() == ["sent", "delivered", "read", "failed"]


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("approved", "read"),
        ("pending", "63016"),
        ("unsubmitted", "63016"),
        ("rejected", "63040"),
        ("paused", "63041"),
    ],
)
def test_outside_the_window_only_an_approved_template_arrives(
    twilio: Speaker, product: Product, state: str, outcome: str
) -> None:
    twilio.control("options", approve_after=None)
    sid = twilio.content(status=state)
    answer = twilio.send("", ContentSid=sid, ContentVariables='{"1": "Мария"}')
    assert answer.json()["body"] == "Hi Мария, all is well."
    assert until_true(lambda: outcome in str([h.form for h in product.heard]))


def test_inside_the_window_a_quick_reply_needs_no_approval(
    twilio: Speaker, product: Product
) -> None:
    twilio.write()
    buttons = [{"title": "Yes", "id": "YES:{{1}}"}]
    sid = twilio.content(status="unsubmitted", buttons=buttons)
    twilio.send("", ContentSid=sid, ContentVariables='{"1": "B7"}')
    product.wait_for(4)
    message = twilio.ask(f"messages?phone={MARIA.replace('+', '%2B')}&arrived=1")["messages"][-1]
    assert message["status"] == "read"
    assert message["buttons"][0]["id"] == "YES:B7"


PAY = {"title": "Pay", "url": "https://crm.example/b/{{2}}"}
PAID = {"title": "I have paid", "id": "PAID:{{2}}"}


def test_a_link_is_filled_for_the_phone(twilio: Speaker, product: Product) -> None:
    twilio.write()
    sid = twilio.content(status="unsubmitted", buttons=[PAY])
    twilio.send("", ContentSid=sid, ContentVariables='{"1": "Мария", "2": "tok/pay"}')
    product.wait_for(4)
    [button] = twilio.ask("messages?arrived=1")["messages"][-1]["buttons"]
    assert (button["type"], button["url"]) == ("URL", "https://crm.example/b/tok/pay")


@pytest.mark.parametrize(("state", "outcome"), [("approved", "read"), ("unsubmitted", "63016")])
def test_a_card_needs_approval_inside_the_window_too(
    twilio: Speaker, product: Product, state: str, outcome: str
) -> None:
    twilio.write()
    sid = twilio.content(status=state, buttons=[PAY, PAID])
    twilio.send("", ContentSid=sid, ContentVariables='{"1": "Мария", "2": "tok/pay"}')
    assert until_true(lambda: outcome in str([h.form for h in product.heard]))


@pytest.mark.parametrize(
    "variables",
    ["", "{", "[]", "{}", '{"1": ""}', '{"1": null}', '{"1": 5}', '{"2": "x"}']
    + [json.dumps({"1": value}) for value in ("a\nb", "a\tb", "a     b", " ", "x" * 1601)],
)
def test_variables_that_meta_would_not_take_are_refused(twilio: Speaker, variables: str) -> None:
    answer = twilio.send("", ContentSid=twilio.content(), ContentVariables=variables)
    assert (answer.status_code, answer.json()["code"]) == (400, 21656)


def test_variables_for_a_template_without_any_are_refused(twilio: Speaker) -> None:
    sid = twilio.content("All is well with us.", variables={})
    assert twilio.send("", ContentSid=sid).status_code == 201
    answer = twilio.send("", ContentSid=sid, ContentVariables='{"1": "x"}')
    assert answer.json()["code"] == 21656


def test_one_variable_too_many_fails_by_callback(twilio: Speaker, product: Product) -> None:
    twilio.send("", ContentSid=twilio.content(), ContentVariables='{"1": "a", "2": "b"}')
    assert product.wait_for(1)[0].form["ErrorCode"] == "63028"


def test_without_read_receipts_nothing_is_read(twilio: Speaker, product: Product) -> None:
    twilio.control("options", read_receipts=False)
    twilio.write()
    twilio.send()
    product.wait_for(3)
    assert not until_true(lambda: "read" in product.callbacks(), 0.2)


def test_a_phone_can_be_off_whatsapp(twilio: Speaker, product: Product) -> None:
    twilio.write()
    twilio.control("phones", address=MARIA, fails_with="63024")
    twilio.send()
    form = product.wait_for(3)[-1].form
    assert (form["MessageStatus"], form["ErrorCode"]) == ("undelivered", "63024")
    assert form["EventType"] == "UNDELIVERED" and form["ChannelStatusMessage"]
