"""Attachments: the address from the webhook, the redirect, the bytes."""

import base64
from urllib.parse import urlsplit

import filetype
import pytest

from tests.simulator.conftest import Speaker


def address_of(twilio: Speaker, kind: str = "image") -> str:
    """The media address of a fresh message, at this simulator in the place of Twilio's host."""
    form = twilio.write(kind=kind)["webhook"]["form"]
    return twilio.url + urlsplit(str(form["MediaUrl0"])).path


def test_media_is_behind_a_redirect_that_needs_no_credentials(twilio: Speaker) -> None:
    first = twilio.api.get(address_of(twilio), allow_redirects=False)
    assert first.status_code == 307
    content = twilio.plain.get(first.headers["Location"])
    assert content.headers["Content-Type"] == "image/png"
    assert filetype.guess_extension(content.content) == "png"


def test_media_needs_the_accounts_credentials(twilio: Speaker) -> None:
    assert twilio.plain.get(address_of(twilio)).status_code == 401


def test_credentials_at_the_content_address_are_noticed(twilio: Speaker) -> None:
    first = twilio.api.get(address_of(twilio), allow_redirects=False)
    assert twilio.api.get(first.headers["Location"]).status_code == 400
    assert twilio.ask("record")["requests"][-1]["leaked"]


def test_a_content_address_cannot_be_guessed(twilio: Speaker) -> None:
    first = twilio.api.get(address_of(twilio), allow_redirects=False)
    proof = first.headers["Location"].split("/")[-2]
    forged = first.headers["Location"].replace(proof, "0" * len(proof))
    assert twilio.plain.get(forged).status_code == 403


def test_media_can_be_late(twilio: Speaker) -> None:
    twilio.control("faults", name="media_missing", next=2)
    address = address_of(twilio)
    answers = [twilio.api.get(address, allow_redirects=False).status_code for _ in range(3)]
    assert answers == [404, 404, 307]


@pytest.mark.parametrize("kind", ["image", "voice", "document", "sticker"])
def test_each_sample_is_what_it_says(twilio: Speaker, kind: str) -> None:
    first = twilio.api.get(address_of(twilio, kind), allow_redirects=False)
    content = twilio.plain.get(first.headers["Location"])
    assert filetype.guess_mime(content.content) == content.headers["Content-Type"]


def test_given_bytes_arrive_whole_under_their_name(twilio: Speaker) -> None:
    given = {"content_type": "application/pdf", "name": "паспорт.pdf"}
    content = base64.b64encode(bytes(range(256))).decode()
    form = twilio.write(kind="document", media=[given | {"content": content}])["webhook"]["form"]
    fetched = twilio.api.get(
        twilio.url + urlsplit(form["MediaUrl0"]).path, allow_redirects=False
    ).headers["Location"]
    assert twilio.plain.get(fetched).content == bytes(range(256))
