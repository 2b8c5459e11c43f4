"""The HTTP below: limits of time, many threads, and what is remembered of an answer."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from providers.twilio_http import Limits, TwilioHttp, located
from tests.providers import stub as stubs
from tests.providers.stub import Misbehave, Reply, Stub, in_json

URL = "https://api.twilio.com/"
BY_DATE = (
    b"HTTP/1.1 429 Busy\r\nContent-Length: 2\r\nDate: Sat, 21 Nov 2026 12:00:00 GMT\r\n"
    b"Retry-After: Sat, 21 Nov 2026 12:00:30 GMT\r\n\r\n{}"
)


def waits(stub: Stub, reply: Reply) -> float | None:
    """The seconds to wait that this answer asks for."""
    stub.on("/", reply)
    http = TwilioHttp(stub.url)
    http.request("GET", URL)
    answer = http.last_answer()
    assert answer is not None
    return answer.retry_after


@pytest.mark.parametrize("misbehave", [stubs.stay_silent, stubs.trickle])
def test_a_call_ends_in_its_time_whatever_comes(stub: Stub, misbehave: Misbehave) -> None:
    stub.on("/", Reply(misbehave=misbehave))
    http = TwilioHttp(stub.url, Limits(connect=0.2, read=0.4, call=0.6))
    began = time.monotonic()
    with pytest.raises(requests.RequestException):
        http.request("POST", URL, data={"a": "b"})
    assert time.monotonic() - began < 1.5


def test_the_limits_stay_within_fifteen_seconds() -> None:
    limits = Limits()
    assert limits.connect + limits.read <= limits.call == 15


def test_a_cut_body_of_a_refusal_is_still_a_refusal(stub: Stub) -> None:
    stub.on("/", Reply(400, b"{", {"Content-Length": "99", "Connection": "close"}))
    response = TwilioHttp(stub.url).request("GET", URL)
    assert (response.status_code, response.text) == (400, "")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("1.5", 1.5),
        ("999999999", 86400.0),
        ("-5", None),
        ("nan", None),
        ("soon", None),
    ],
)
def test_retry_after_is_read_in_seconds(stub: Stub, value: str, seconds: float | None) -> None:
    assert waits(stub, Reply(429, b"{}", {"Retry-After": value})) == seconds


def test_retry_after_may_be_a_date_by_the_servers_own_clock(stub: Stub) -> None:
    assert waits(stub, Reply(misbehave=lambda connection: connection.sendall(BY_DATE))) == 30


def test_each_thread_remembers_its_own_answer(stub: Stub) -> None:
    for number in range(8):
        stub.on(f"/{number}", Reply(429, b"{}", {"Retry-After": str(number)}))
    http = TwilioHttp(stub.url)

    def ask(number: int) -> float | None:
        http.request("GET", f"{URL}{number}")
        time.sleep(0.05)
        answer = http.last_answer()
        return answer.retry_after if answer else None

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [float(number) for number in range(8)]


def test_connections_are_kept(stub: Stub) -> None:
    stub.on("/", in_json({}))
    http = TwilioHttp(stub.url)
    for _ in range(5):
        http.request("GET", URL)
    assert (len(stub.asked), stub.connections) == (5, 1)


def test_every_host_is_replaced_and_path_and_query_are_kept() -> None:
    url = "https://content.twilio.com/v1/Content?PageSize=50"
    assert located(url, "http://127.0.0.1:9000") == "http://127.0.0.1:9000/v1/Content?PageSize=50"
    assert located(url, None) == url


def test_cookies_are_not_kept(stub: Stub) -> None:
    stub.on("/", Reply(200, b"{}", {"Set-Cookie": "a=b"}))
    http = TwilioHttp(stub.url)
    http.request("GET", URL)
    http.request("GET", URL)
    assert "Cookie" not in stub.asked[1].headers


def test_a_redirect_is_not_followed(stub: Stub) -> None:
    stub.on("/", Reply(307, b"", {"Location": "/elsewhere"}))
    assert TwilioHttp(stub.url).request("POST", URL).status_code == 307
    assert len(stub.asked) == 1
