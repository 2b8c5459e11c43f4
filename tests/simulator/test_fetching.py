"""Documents of outbound messages: fetched by HEAD and GET, shown with name and size, or refused."""

from typing import Any

import pytest

from tests.simulator.conftest import File, Product, Speaker, until_true

PATH = "/files/tok/voucher.pdf"
PDF = "https://crm.example/files/{{2}}"
GIVEN = '{"1": "Мария", "2": "tok/voucher.pdf"}'
SENT = ["sent", "delivered", "read"]


def send(twilio: Speaker) -> dict[str, Any]:
    """Send Maria a template with a document, inside the window; the message as it stands then."""
    twilio.write()
    sid = twilio.content(media=[PDF])
    sent = twilio.send("", ContentSid=sid, ContentVariables=GIVEN).json()
    until_true(lambda: found(twilio, sent["sid"])["status"] in ("read", "failed"))
    return found(twilio, sent["sid"])


def found(twilio: Speaker, sid: str) -> dict[str, Any]:
    """One message as the page sees it."""
    messages = twilio.ask("messages")["messages"]
    one: dict[str, Any] = next(message for message in messages if message["sid"] == sid)
    return one


def test_a_document_is_asked_for_and_fetched_from_the_product(
    twilio: Speaker, product: Product
) -> None:
    product.files[PATH] = File()
    message = send(twilio)
    assert product.fetched == [f"HEAD {PATH}", f"GET {PATH}"]
    assert message["media_urls"] == [f"https://crm.example{PATH}"]
    [media] = message["media"]
    assert (media["name"], media["content_type"]) == ("voucher_ALT-7K3M9Q.pdf", "application/pdf")
    content = twilio.plain.get(f"{twilio.url}{media['url']}").content
    assert content == File().content
    assert abs(media["size"] - len(content)) < 3
    assert product.callbacks() == SENT


def test_the_name_may_be_in_letters_of_any_kind(twilio: Speaker, product: Product) -> None:
    product.files[PATH] = File(disposition="inline; filename*=UTF-8''%D0%92%D0%B0%D1%83.pdf")
    assert send(twilio)["media"][0]["name"] == "Вау.pdf"


@pytest.mark.parametrize(
    "file",
    [
        None,
        File(content_type="text/html"),
        File(content_type="text/calendar"),
        File(head_type="application/octet-stream"),
        File(content=b"<html>not a document"),
        File(content=b""),
    ],
    ids=["missing", "page", "calendar", "two types", "not a PDF", "empty"],
)
def test_a_document_that_cannot_be_had_fails_by_callback(
    twilio: Speaker, product: Product, file: File | None
) -> None:
    if file:
        product.files[PATH] = file
    message = send(twilio)
    assert (message["status"], message["error_code"]) == ("failed", "63019")
    assert until_true(lambda: product.callbacks() == ["failed"])
    assert product.heard[-1].form["ErrorCode"] == "63019"


def test_a_media_address_is_fetched_too(twilio: Speaker, product: Product) -> None:
    product.files[PATH] = File()
    twilio.write()
    answer = twilio.send("Ваш ваучер", MediaUrl=f"{product.url}{PATH}").json()
    assert answer["sid"].startswith("MM")
    assert answer["num_media"] == "1"
    assert until_true(lambda: product.callbacks() == SENT)
    media = twilio.api.get(f"{twilio.url}{answer['subresource_uris']['media']}").json()
    assert [one["content_type"] for one in media["media_list"]] == ["application/pdf"]


def test_nothing_is_fetched_from_elsewhere(twilio: Speaker, product: Product) -> None:
    twilio.write()
    sid = twilio.send("", MediaUrl="https://elsewhere.example/a.pdf").json()["sid"]
    assert until_true(lambda: found(twilio, sid)["error_code"] == "63019")
    assert product.fetched == []


def test_an_address_that_is_none_is_refused(twilio: Speaker) -> None:
    assert twilio.send(MediaUrl="voucher.pdf").json()["code"] == 21620


def test_the_fetching_is_on_the_record(twilio: Speaker, product: Product) -> None:
    product.files[PATH] = File()
    send(twilio)
    lines = [one for one in twilio.ask("record")["webhooks"] if one["kind"] == "file"]
    assert [(one["label"], one["status"]) for one in lines] == [("HEAD", 200), ("GET", 200)]


def test_outside_the_window_what_may_not_go_is_not_fetched(
    twilio: Speaker, product: Product
) -> None:
    sid = twilio.content(media=[PDF], status="pending")
    twilio.control("options", approve_after=None)
    twilio.send("", ContentSid=sid, ContentVariables=GIVEN)
    assert until_true(lambda: product.callbacks() == ["failed"])
    assert product.fetched == []
