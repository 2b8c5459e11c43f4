"""The product's provider against the simulator: a template from its draft to the phone."""

from collections.abc import Iterator

import pytest

from crm.provider import Link, OutboundTemplate, QuickReply, TemplateDraft
from providers.twilio import TwilioProvider
from tests.simulator.conftest import (
    ACCOUNT,
    MARIA,
    SENDER,
    TOKEN,
    File,
    Product,
    Speaker,
    until_true,
)
from tests.twilio_description import FILE, check_record

PUBLIC = "https://crm.example"
PAY = Link("Pay", f"{PUBLIC}/b/{{{{2}}}}")
PAID = QuickReply("I have paid", "PAID:{{4}}")
AGENT = QuickReply("Ask an agent", "AGENT:{{4}}")
CARD = TemplateDraft(
    friendly_name="payment_request_en_v1",
    name="payment_request",
    language="en",
    category="utility",
    body="Hello {{1}}! All that you need is here.",
    samples={"1": "Maria", "2": "sample/pay", "3": "sample/voucher.pdf", "4": "sample"},
    buttons=(PAY, PAID, AGENT),
    document=f"{PUBLIC}/files/{{{{3}}}}",
)
VALUES = {"1": "Мария", "2": "tok/pay", "3": "doc/voucher.pdf", "4": "b-1"}


@pytest.fixture
def provider(twilio: Speaker) -> Iterator[TwilioProvider]:
    """The product's provider, speaking to the simulator."""
    yield TwilioProvider(ACCOUNT, (TOKEN,), twilio.url, f"{PUBLIC}/webhooks/twilio/status")


def test_a_card_comes_from_its_draft_to_the_phone(
    provider: TwilioProvider, twilio: Speaker, product: Product
) -> None:
    product.files["/files/doc/voucher.pdf"] = File()
    sid = provider.create_template(CARD)
    provider.submit_template(sid, CARD.friendly_name, CARD.category)
    assert [one.approval_status for one in provider.list_templates()] == ["approved"]
    provider.send(OutboundTemplate("our-id", SENDER, MARIA, sid, VALUES))
    assert until_true(lambda: product.callbacks() == ["sent", "delivered", "read"])
    [message] = twilio.ask("messages")["messages"]
    assert message["content_type"] == "whatsapp/card"
    assert message["body"] == "Hello Мария! All that you need is here."
    assert [button["url"] or button["id"] for button in message["buttons"]] == [
        f"{PUBLIC}/b/tok/pay",
        "PAID:b-1",
        "AGENT:b-1",
    ]
    assert [file["name"] for file in message["media"]] == ["voucher_ALT-7K3M9Q.pdf"]
    if FILE.exists():
        assert check_record(twilio.ask("record")["requests"]) == []


def test_a_pressed_button_brings_back_the_bookings_id(
    provider: TwilioProvider, twilio: Speaker, product: Product
) -> None:
    product.files["/files/doc/voucher.pdf"] = File()
    sid = provider.create_template(CARD)
    provider.submit_template(sid, CARD.friendly_name, CARD.category)
    sent = provider.send(OutboundTemplate("our-id", SENDER, MARIA, sid, VALUES)).sid
    [message] = twilio.ask("messages")["messages"]
    pressed = message["buttons"][1]
    twilio.write(
        kind="button",
        button_text=pressed["title"],
        button_payload=pressed["id"],
        reply_to=sent,
        body="",
    )
    assert until_true(lambda: any("ButtonPayload" in heard.form for heard in product.heard))
    form = next(heard.form for heard in product.heard if "ButtonPayload" in heard.form)
    inbound = provider.read_inbound(form)
    assert (inbound.button_payload, inbound.reply_to_sid) == ("PAID:b-1", sent)
