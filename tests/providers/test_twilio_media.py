"""Fetching attachments: credentials, redirects, limits, and where it may not go."""

import socket
import time
from urllib.parse import urlsplit

import pytest

from crm.provider import MediaMissing, MediaRefused, ProviderUnavailable
from providers.twilio import TwilioProvider
from providers.twilio_media import TwilioMedia
from tests.providers import stub as stubs
from tests.providers.stub import ACCOUNT, MEDIA, TOKEN, Misbehave, Reply, Server, Stub

URL = f"https://api.twilio.com{MEDIA}"
PICTURE = b"\xff\xd8\xff\xe0" + b"\0" * 100
SHOWN = Reply(200, PICTURE, {"Content-Type": "image/png"})
LIMIT = 1000


def moved(address: str, status: int = 302) -> Reply:
    """A redirect."""
    return Reply(status, b"elsewhere", {"Location": address})


def test_an_attachment_is_fetched_from_what_stands_in_for_twilio(
    provider: TwilioProvider, stub: Stub
) -> None:
    named = SHOWN.headers | {"Content-Disposition": 'inline; filename="a/b.jpg"'}
    stub.on(MEDIA, Reply(200, PICTURE, named))
    found = provider.fetch_media(URL, LIMIT)
    assert (found.content, found.content_type, found.file_name) == (PICTURE, "image/jpeg", "b.jpg")
    assert stub.asked[0].credentials == f"{ACCOUNT}:{TOKEN}"
    assert stub.asked[0].headers["Host"] == urlsplit(stub.url).netloc


def test_an_address_at_the_stand_in_itself_is_fetched(provider: TwilioProvider, stub: Stub) -> None:
    stub.on("/media", SHOWN)
    assert provider.fetch_media(f"{stub.url}/media?a=b%20c", LIMIT).content == PICTURE
    assert stub.asked[0].query == {"a": ["b c"]}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_without_credentials(
    provider: TwilioProvider, stub: Stub, status: int
) -> None:
    stub.on(MEDIA, moved("/signed?x=1", status))
    stub.on("/signed", SHOWN)
    assert provider.fetch_media(URL, LIMIT).content == PICTURE
    assert [asked.credentials is None for asked in stub.asked] == [False, True]


def test_a_fourth_redirect_is_refused(provider: TwilioProvider, stub: Stub) -> None:
    stub.on(MEDIA, moved(URL))
    with pytest.raises(MediaRefused):
        provider.fetch_media(URL, LIMIT)
    assert len(stub.asked) == 4


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://169.254.169.254/latest",
        "https://localhost/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "http://example.com/",
        "file:///etc/passwd",
        "ftp://example.com/",
        "https://user:pw@example.com/",
        "https://[broken/",
        "https://example.com:99999/",
        "//localhost/",
        "",
    ],
)
def test_forbidden_places_are_refused_also_after_a_redirect(
    provider: TwilioProvider, stub: Stub, address: str
) -> None:
    stub.on(MEDIA, moved(address) if address else Reply(302))
    with pytest.raises(MediaRefused):
        provider.fetch_media(URL, LIMIT)
    with pytest.raises(MediaRefused):
        provider.fetch_media(address, LIMIT)


def test_another_port_of_the_same_machine_is_a_forbidden_place(
    provider: TwilioProvider, stub: Stub
) -> None:
    other = Stub()
    with Server(other) as server:
        stub.on(MEDIA, moved(f"{other.url}/secret"))
        with pytest.raises(MediaRefused):
            provider.fetch_media(URL, LIMIT)
        server.shutdown()
    assert other.connections == 0


@pytest.mark.parametrize(
    ("address", "given"),
    [
        (URL, True),
        (URL.replace("api.", "api.dublin.ie1."), True),
        (URL.replace("https", "http"), False),
        (URL.replace(".com/", ".com:8443/"), False),
        (URL.replace("0000/", "0001/"), False),
        ("https://api.twilio.com/other", False),
        (URL.replace("twilio.com", "twilio.com.evil.example"), False),
        (URL.replace("api.twilio.com", "eviltwilio.com"), False),
        (URL.replace("api.twilio.com", "media.twiliocdn.com"), False),
    ],
)
def test_credentials_go_only_to_our_account_at_twilio(address: str, given: bool) -> None:
    media = TwilioMedia(ACCOUNT, TOKEN, None)
    assert media.may_have_credentials(address) is given


@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("http://127.0.0.1:9000/any", True),
        ("http://127.0.0.1:9001/any", False),
        ("https://127.0.0.1:9000/any", False),
        ("http://localhost:9000/any", False),
    ],
)
def test_credentials_go_to_exactly_the_stand_in(address: str, given: bool) -> None:
    media = TwilioMedia(ACCOUNT, TOKEN, "http://127.0.0.1:9000")
    assert media.may_have_credentials(address) is given


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (Reply(404), MediaMissing),
        (Reply(410), MediaMissing),
        (Reply(200, b"", {"Content-Type": "image/jpeg"}), MediaMissing),
        (Reply(401), ProviderUnavailable),
        (Reply(403), ProviderUnavailable),
        (Reply(429), ProviderUnavailable),
        (Reply(500), ProviderUnavailable),
        (Reply(misbehave=stubs.hang_up), ProviderUnavailable),
        (
            Reply(200, PICTURE, {"Content-Length": "900", "Connection": "close"}),
            ProviderUnavailable,
        ),
        (Reply(400), MediaRefused),
        (Reply(200, b"<html>", {"Content-Type": "image/jpeg"}), MediaRefused),
        (Reply(200, PICTURE * 10), MediaRefused),
    ],
    ids=str,
)
def test_each_way_of_failing_has_its_meaning(
    provider: TwilioProvider, stub: Stub, reply: Reply, problem: type[Exception]
) -> None:
    stub.on(MEDIA, reply)
    with pytest.raises(problem):
        provider.fetch_media(URL, LIMIT)


def endless(connection: socket.socket) -> None:
    """A body without an announced length that never ends."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(PICTURE)


def test_a_body_that_announces_no_length_keeps_to_the_limit_too(
    provider: TwilioProvider, stub: Stub
) -> None:
    stub.on(MEDIA, Reply(misbehave=endless))
    with pytest.raises(MediaRefused):
        provider.fetch_media(URL, LIMIT)


def test_exactly_the_limit_is_taken(provider: TwilioProvider, stub: Stub) -> None:
    stub.on(MEDIA, SHOWN)
    assert provider.fetch_media(URL, len(PICTURE)).content == PICTURE
    with pytest.raises(MediaRefused):
        provider.fetch_media(URL, len(PICTURE) - 1)


@pytest.mark.parametrize("misbehave", [stubs.stay_silent, stubs.trickle])
def test_a_fetch_ends_in_its_time(stub: Stub, misbehave: Misbehave) -> None:
    stub.on(MEDIA, Reply(misbehave=misbehave))
    began = time.monotonic()
    with pytest.raises(ProviderUnavailable):
        TwilioMedia(ACCOUNT, TOKEN, stub.url, seconds=0.5).fetch(URL, LIMIT)
    assert time.monotonic() - began < 1.5


def test_nothing_listening_is_asked_again_later() -> None:
    with pytest.raises(ProviderUnavailable):
        TwilioMedia(ACCOUNT, TOKEN, "http://127.0.0.1:1").fetch(URL, LIMIT)
