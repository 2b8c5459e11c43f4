"""Messages that clients write, as the product's webhook sees them."""

import json
from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from tests.simulator.conftest import ACCOUNT, MARIA, SENDER, TOKEN, Product, Speaker

PUBLIC = "https://crm.example/webhooks/twilio/messages"


def form_of(twilio: Speaker, **wanted: Any) -> dict[str, Any]:
    """The fields posted for a message of Maria's."""
    return dict(twilio.write(**wanted)["webhook"]["form"])


def test_a_text_has_the_fields_twilio_sends(twilio: Speaker, product: Product) -> None:
    twilio.write(name="Мария", body="Привет", external_id="whatsapp:KZ.1")
    form = product.heard[0].form
    assert (form["From"], form["To"]) == (MARIA, SENDER)
    assert form["MessageSid"] == form["SmsSid"] == form["SmsMessageSid"]
    assert (form["AccountSid"], form["WaId"]) == (ACCOUNT, "77012345678")
    assert (form["ProfileName"], form["Body"], form["NumMedia"]) == ("Мария", "Привет", "0")
    assert (form["MessageType"], form["ExternalUserId"]) == ("text", "whatsapp:KZ.1")


def test_twilios_own_validator_accepts_the_signature(twilio: Speaker, product: Product) -> None:
    twilio.write(body="пробел и + & =", fields={"Repeated": ["b", "a", "b"], "Blank": ""})
    heard = product.heard[0]
    form = heard.form | {"Repeated": "ab"}
    assert heard.form["Blank"] == ""
    signed = RequestValidator(TOKEN).validate(PUBLIC, Pairs(heard.pairs), heard.headers[HEADER])
    assert signed
    assert not RequestValidator("other").validate(PUBLIC, form, heard.headers[HEADER])


HEADER = "X-Twilio-Signature"


class Pairs(dict[str, str]):
    """A form with repeated keys, as the validator reads one."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs

    def getlist(self, name: str) -> list[str]:
        """Every value of a key."""
        return [value for key, value in self.pairs if key == name]


@pytest.mark.parametrize("how", ["wrong", "missing"])
def test_a_signature_can_be_wrong_or_missing(twilio: Speaker, product: Product, how: str) -> None:
    twilio.write(signature=how)
    heard = product.heard[0]
    assert not RequestValidator(TOKEN).validate(PUBLIC, heard.form, heard.headers.get(HEADER, ""))


def test_another_token_can_sign_while_tokens_rotate(twilio: Speaker, product: Product) -> None:
    twilio.write(token="second")
    heard = product.heard[0]
    assert RequestValidator("second").validate(PUBLIC, heard.form, heard.headers[HEADER])


@pytest.mark.parametrize(
    ("kind", "message_type", "content_type"),
    [
        ("image", "image", "image/png"),
        ("voice", "audio", "audio/ogg"),
        ("document", "document", "application/pdf"),
        ("sticker", "sticker", "image/webp"),
        ("contacts", "contacts", "text/vcard"),
    ],
)
def test_a_file_comes_as_a_media_message(
    twilio: Speaker, kind: str, message_type: str, content_type: str
) -> None:
    form = form_of(twilio, kind=kind, body="caption")
    assert form["MessageSid"].startswith("MM")
    assert (form["MessageType"], form["MediaContentType0"]) == (message_type, content_type)
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{form['MessageSid']}/Media/ME"
    assert form["MediaUrl0"].startswith("https://api.twilio.com" + path)


def test_several_files_may_come_at_once(twilio: Speaker) -> None:
    form = form_of(twilio, media=[{"sample": "picture"}, {"sample": "document"}])
    assert (form["NumMedia"], form["MediaContentType1"]) == ("2", "application/pdf")


@pytest.mark.parametrize(
    ("wanted", "fields"),
    [
        ({"kind": "location", "latitude": 43.2, "longitude": 76.9, "label": "Home"},
         {"MessageType": "location", "Latitude": "43.2", "Longitude": "76.9", "Label": "Home"}),
        ({"kind": "button", "button_text": "Yes", "button_payload": "YES:7", "reply_to": "SM1"},
         {"MessageType": "button", "Body": "Yes", "ButtonText": "Yes", "ButtonPayload": "YES:7",
          "OriginalRepliedMessageSid": "SM1", "OriginalRepliedMessageSender": SENDER}),
        ({"kind": "list", "list_id": "a", "list_title": "Altai", "list_description": "7 days"},
         {"MessageType": "interactive", "ListId": "a", "ListTitle": "Altai", "Body": "Altai"}),
        ({"kind": "flow", "flow": {"seats": "2"}}, {"InteractiveData": '{"seats": "2"}'}),
        ({"kind": "reaction", "body": "👍"}, {"MessageType": "reaction", "Body": "👍"}),
        ({"kind": "hologram"}, {"MessageType": "hologram"}),
        ({"forwarded": True}, {"Forwarded": "true"}),
        ({"opt_out_type": "STOP"}, {"OptOutType": "STOP"}),
        ({"referral": {"headline": "Altai", "source_id": "12"}},
         {"ReferralHeadline": "Altai", "ReferralSourceId": "12"}),
    ],
)  # fmt: skip
def test_each_kind_adds_its_fields(
    twilio: Speaker, wanted: dict[str, Any], fields: dict[str, str]
) -> None:
    form = form_of(twilio, **wanted)
    assert {name: form.get(name) for name in fields} == fields


def test_what_twilio_would_never_send_can_be_sent(twilio: Speaker) -> None:
    form = form_of(twilio, fields={"From": "+77012345678", "New": "1"}, without=["MessageSid"])
    assert "MessageSid" not in form
    assert (form["From"], form["New"]) == ("+77012345678", "1")


def test_channel_metadata_is_json_with_the_name(twilio: Speaker) -> None:
    metadata = json.loads(form_of(twilio, name="Мария")["ChannelMetadata"])
    assert metadata["data"]["context"]["ProfileName"] == "Мария"


def test_a_failing_answer_is_not_retried_by_default(twilio: Speaker, product: Product) -> None:
    product.statuses = [500, 200]
    assert twilio.write()["message"]["answered"] == 500
    assert len(product.heard) == 1


def test_a_policy_of_all_retries_with_the_same_token(twilio: Speaker, product: Product) -> None:
    twilio.control("options", retries=3, retry_on="all")
    product.statuses = [500, 503]
    assert twilio.write()["message"]["answered"] == 200
    tokens = {heard.headers["I-Twilio-Idempotency-Token"] for heard in product.heard}
    assert (len(product.heard), len(tokens)) == (3, 1)


def test_the_fallback_address_is_told_what_failed(twilio: Speaker, product: Product) -> None:
    twilio.control("options", fallback_url="/webhooks/twilio/messages")
    product.statuses = [503]
    twilio.write()
    form = product.heard[1].form
    assert (form["ErrorCode"], form["ErrorUrl"]) == ("11200", PUBLIC)


def test_a_webhook_can_be_repeated_exactly(twilio: Speaker, product: Product) -> None:
    sid = twilio.write()["message"]["sid"]
    twilio.control("repeat", sid=sid)
    assert product.heard[0].pairs == product.heard[1].pairs


def test_an_old_message_does_not_open_the_window(twilio: Speaker, product: Product) -> None:
    twilio.write(age_seconds=25 * 3600, post=False)
    twilio.send()
    assert product.wait_for(1)[0].form["ErrorCode"] == "63016"
