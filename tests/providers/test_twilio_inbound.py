"""Inbound webhooks: every kind of message, and what can be none."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from crm.provider import InboundMedia, InboundMessage, NotAMessage
from providers.twilio_inbound import read_inbound
from tests.providers.stub import ACCOUNT, CLIENT, SENDER

SID = "SM" + "a" * 32
OTHER = "MM" + "b" * 32
SCOPED = "whatsapp:BR.1502a"


def read(**fields: str) -> InboundMessage:
    """A message with these fields changed or added."""
    form = {"MessageSid": SID, "AccountSid": ACCOUNT, "From": CLIENT, "To": SENDER} | fields
    return read_inbound(form, ACCOUNT)


def with_media(*types: str, **fields: str) -> InboundMessage:
    """A message with attachments of these types."""
    media = {f"MediaUrl{n}": f"https://api.twilio.com/{n}" for n in range(len(types))}
    named = {f"MediaContentType{n}": name for n, name in enumerate(types)}
    return read(**media, **named, **fields)


def test_a_text_is_read_with_its_people() -> None:
    found = read(Body="Привет", MessageType="text", ProfileName=" Айгуль ", NumMedia="0")
    assert (found.sid, found.account, found.kind, found.body) == (SID, ACCOUNT, "text", "Привет")
    assert (found.client_address, found.sender_address) == (CLIENT, SENDER)
    assert (found.profile_name, found.media) == ("Айгуль", ())


@pytest.mark.parametrize("body", ["🙂" * 2048, "م" * 4096, " \n текст \n "])
def test_a_body_arrives_whole(body: str) -> None:
    assert read(Body=body).body == body


def test_nul_and_lone_surrogates_are_cleaned_everywhere() -> None:
    found = read(Body="a\0b\ud83d", ProfileName="\0", New="\0x", MessageType="a\ud83d")
    assert (found.body, found.profile_name) == ("ab\ufffd", "")
    assert found.details == {"message_type": "a\ufffd", "fields": {"New": "x"}}


@pytest.mark.parametrize(
    ("content_type", "said", "kind"),
    [
        ("image/jpeg", "", "image"),
        ("image/jpeg", "image", "image"),
        ("image/webp", "", "sticker"),
        ("image/webp", "image", "image"),
        ("image/webp", "sticker", "sticker"),
        ("audio/ogg; codecs=opus", "", "audio"),
        ("audio/ogg", "voice", "audio"),
        ("video/mp4", "", "video"),
        ("application/pdf", "", "document"),
        ("image/jpeg", "document", "document"),
        ("text/vcard", "", "contacts"),
        ("text/vcard", "contacts", "contacts"),
        ("text/x-vcard; charset=utf-8", "text", "contacts"),
    ],
)
def test_an_attachment_gives_the_kind(content_type: str, said: str, kind: str) -> None:
    assert with_media(content_type, MessageType=said, Body="caption").kind == kind


@pytest.mark.parametrize("number", ["0", "1", "9", "", "many"])
def test_every_attachment_is_read_whatever_their_number_says(number: str) -> None:
    found = with_media("image/jpeg", "image/png", NumMedia=number)
    assert [item.content_type for item in found.media] == ["image/jpeg", "image/png"]


def test_an_attachment_without_a_type_and_one_after_a_gap_are_read() -> None:
    found = read(MediaUrl0="https://a", MediaUrl2="https://c", MediaContentType1="image/png")
    unnamed = "application/octet-stream"
    assert found.media == (InboundMedia("https://a", unnamed), InboundMedia("https://c", unnamed))
    assert (found.kind, found.details) == ("document", {})


def test_a_location_is_read_without_any_text() -> None:
    found = read(Latitude="43.2", Longitude="76.9", Label="Отель", MessageType="location")
    assert found.kind == "location"
    place = {"latitude": 43.2, "longitude": 76.9, "label": "Отель"}
    assert found.details == {"message_type": "location", "location": place}


@pytest.mark.parametrize("latitude", ["", "north", "nan", "inf", "91"])
def test_a_place_that_is_none_is_kept_as_a_field(latitude: str) -> None:
    found = read(Latitude=latitude, Longitude="76.9", MessageType="location")
    assert found.kind == "unknown"
    assert found.details["fields"]["Longitude"] == "76.9"


def test_a_button_has_its_words_and_its_id() -> None:
    found = read(Body="Да", ButtonText="Да", ButtonPayload="yes:1", MessageType="button")
    assert (found.kind, found.button_text, found.button_payload) == ("button", "Да", "yes:1")


def test_a_button_that_names_only_its_type_is_read_by_its_text() -> None:
    found = read(Body="Да", MessageType="button")
    assert (found.kind, found.button_text, found.button_payload) == ("button", "Да", None)


def test_a_list_row_has_its_title_and_its_id() -> None:
    found = read(ListId="r1", ListTitle="Алматы", ListDescription="2 дня", Body="Алматы")
    assert (found.kind, found.button_text, found.button_payload) == ("list", "Алматы", "r1")
    assert found.details["list"] == {"id": "r1", "title": "Алматы", "description": "2 дня"}


def test_a_flow_answer_is_parsed_and_cleaned() -> None:
    answer = json.dumps({"name": "a\0", "emoji": "\ud83d", "seats": 2})
    found = read(InteractiveData=answer, MessageType="interactive")
    assert found.kind == "flow"
    assert found.details["flow"] == {"name": "a", "emoji": "\ufffd", "seats": 2}


def test_a_flow_answer_that_is_no_json_is_kept_as_text() -> None:
    assert read(InteractiveData="{oops").details["flow"] == "{oops"


def test_a_reaction_says_to_what() -> None:
    found = read(MessageType="reaction", Body="👍", OriginalRepliedMessageSid=OTHER)
    assert (found.kind, found.body, found.reply_to_sid) == ("reaction", "👍", OTHER)


def test_a_reply_names_the_message_and_its_sender() -> None:
    found = read(Body="да", OriginalRepliedMessageSid=OTHER, OriginalRepliedMessageSender=SENDER)
    assert (found.reply_to_sid, found.details) == (OTHER, {"reply_to_sender": SENDER})
    malformed = read(Body="да", OriginalRepliedMessageSid="x")
    assert malformed.reply_to_sid is None
    assert malformed.details["fields"] == {"OriginalRepliedMessageSid": "x"}


def test_an_advertisement_is_named_once_and_an_empty_one_never() -> None:
    found = read(ReferralHeadline="Чарын", ReferralSourceId="42", ReferralNumMedia="0")
    assert found.referral == {"headline": "Чарын", "source_id": "42"}
    assert read(ReferralNumMedia="0", ReferralBody="").referral is None


@pytest.mark.parametrize(
    ("fields", "forwarded"),
    [
        ({"Forwarded": "true"}, True),
        ({"FrequentlyForwarded": "true"}, True),
        ({"ChannelMetadata": '{"data": {"context": {"Forwarded": "true"}}}'}, True),
        ({"ChannelMetadata": '{"data": {"context": {"Forwarded": true}}}'}, True),
        ({"Forwarded": "false"}, False),
        ({"ChannelMetadata": '{"data": []}'}, False),
        ({"ChannelMetadata": "[1]"}, False),
    ],
)
def test_forwarding_is_told_by_any_of_its_signs(fields: dict[str, str], forwarded: bool) -> None:
    assert read(Body="x", **fields).forwarded is forwarded


def test_an_opt_out_that_twilio_answered_is_named() -> None:
    assert read(Body="stop", OptOutType="STOP").opt_out_type == "STOP"
    assert read(Body="stop", OptOutType="MAYBE").opt_out_type is None


@pytest.mark.parametrize("said", ["order", "unsupported", "brand_new", "image", "interactive", ""])
def test_a_kind_nobody_foresaw_is_unknown_and_never_an_error(said: str) -> None:
    found = read(MessageType=said, Body="")
    assert (found.kind, found.details.get("message_type", "")) == ("unknown", said)


def test_fields_nobody_foresaw_are_kept() -> None:
    assert read(Body="x", WaId="7701", Brand="new").details == {
        "fields": {"WaId": "7701", "Brand": "new"}
    }


def test_a_client_without_a_number_is_read() -> None:
    found = read(From=SCOPED, ExternalUserId=SCOPED, Body="oi")
    assert (found.client_address, found.external_id) == (SCOPED, None)


def test_an_id_beside_the_number_is_kept_and_nonsense_is_not() -> None:
    assert read(ExternalUserId=SCOPED, Body="oi").external_id == SCOPED
    assert read(ExternalUserId="1502", Body="oi").external_id is None


@pytest.mark.parametrize(
    "fields",
    [
        {"MessageSid": ""},
        {"MessageSid": "SM123"},
        {"MessageSid": SID + "\n"},
        {"AccountSid": "AC" + "9" * 32},
        {"AccountSid": ""},
        {"From": ""},
        {"From": "+77012345678"},
        {"From": "whatsapp:77012345678"},
        {"From": "whatsapp:+٧٧٠١٢٣٤٥٦٧٨"},
        {"From": "messenger:1"},
        {"To": "+14155238886"},
        {"From": SENDER},
    ],
)
def test_what_can_be_no_clients_message_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(NotAMessage):
        read(**fields)


@given(st.dictionaries(st.text(), st.text(st.characters(exclude_categories=()))))
def test_any_further_fields_leave_details_storable(fields: dict[str, Any]) -> None:
    own = {"MessageSid": SID, "AccountSid": ACCOUNT, "From": CLIENT, "To": SENDER}
    found = read_inbound(fields | own, ACCOUNT)
    assert "\\u0000" not in json.dumps(found.details, allow_nan=False).replace("\\\\", "")
