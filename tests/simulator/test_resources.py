"""What it answers, judged by Twilio's own description and read by Twilio's own library."""

from collections.abc import Iterator
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from tests.simulator.conftest import ACCOUNT, MARIA, SENDER, TOKEN, Product, Speaker
from tests.twilio_description import check_answer, check_record, check_request, needs_description


class Redirected(TwilioHttpClient):  # type: ignore[misc]
    """Every host of Twilio's replaced by one address."""

    def __init__(self, url: str) -> None:
        super().__init__(timeout=5)
        self.url = url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """The same request, elsewhere."""
        return super().request(method, self.url + "/" + url.split("/", 3)[3], *args, **kwargs)


@pytest.fixture
def client(twilio: Speaker) -> Iterator[Client]:
    """Twilio's library, speaking to the simulator."""
    http = Redirected(twilio.url)
    yield Client(ACCOUNT, TOKEN, http_client=http)
    if http.session is not None:
        http.session.close()


def test_twilios_library_sends_and_lists(twilio: Speaker, client: Client) -> None:
    twilio.write()
    sent = client.messages.create(to=MARIA, from_=SENDER, body="Hello")
    assert (sent.status, sent.date_created is not None) == ("queued", True)
    assert client.messages(sent.sid or "").fetch().body == "Hello"
    assert [m.direction for m in client.messages.list()] == ["outbound-api", "inbound"]


def test_twilios_library_follows_the_pages(twilio: Speaker, client: Client) -> None:
    for number in range(5):
        twilio.send(str(number))
    found = client.messages.list(to=MARIA, page_size=2)
    assert [m.body for m in found] == ["4", "3", "2", "1", "0"]


def test_twilios_library_reads_refusals(client: Client) -> None:
    with pytest.raises(TwilioRestException) as caught:
        client.messages.create(to="whatsapp:nobody", from_=SENDER, body="Hello")
    assert (caught.value.code, caught.value.status) == (21211, 400)


def test_twilios_library_reads_templates(twilio: Speaker, client: Client) -> None:
    sid = twilio.content()
    listed = client.content.v1.content_and_approvals.list()
    assert [content.sid for content in listed] == [sid]
    assert (listed[0].approval_requests or {})["status"] == "approved"


@needs_description
def test_message_answers_fit_twilios_description(twilio: Speaker, product: Product) -> None:
    twilio.write(kind="image")
    created = twilio.send()
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
    product.wait_for(4)
    sid = created.json()["sid"]
    assert check_answer("POST", f"{path}.json", created.status_code, created.json()) == []
    for address in (f"{path}.json?PageSize=1", f"{path}/{sid}.json", f"{path}/{sid}/Media.json"):
        answer = twilio.api.get(twilio.url + address)
        assert check_answer("GET", address.split("?")[0], 200, answer.json()) == []


@needs_description
def test_a_failed_message_fits_twilios_description(twilio: Speaker, product: Product) -> None:
    sid = twilio.send().json()["sid"]
    product.wait_for(1)
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json"
    answer = twilio.api.get(twilio.url + path).json()
    assert answer["error_code"] == 63016
    assert check_answer("GET", path, 200, answer) == []


@needs_description
def test_media_answers_fit_twilios_description(twilio: Speaker) -> None:
    message = twilio.write(kind="image")["message"]
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{message['sid']}/Media"
    one = f"{path}/{message['media'][0]['sid']}.json"
    assert (
        check_answer("GET", f"{path}.json", 200, twilio.api.get(f"{twilio.url}{path}.json").json())
        == []
    )
    assert check_answer("GET", one, 200, twilio.api.get(twilio.url + one).json()) == []


@needs_description
def test_content_answers_fit_twilios_description(twilio: Speaker) -> None:
    wanted = {"language": "en", "types": {"twilio/text": {"body": "Hello to all of you."}}}
    created = twilio.api.post(f"{twilio.url}/v1/Content", json=wanted)
    assert check_answer("POST", "/v1/Content", created.status_code, created.json()) == []
    one = f"/v1/Content/{created.json()['sid']}"
    asked = {"name": "hello", "category": "UTILITY"}
    submitted = twilio.api.post(f"{twilio.url}{one}/ApprovalRequests/whatsapp", json=asked)
    path = f"{one}/ApprovalRequests/whatsapp"
    assert check_answer("POST", path, submitted.status_code, submitted.json()) == []
    for path in (one, f"{one}/ApprovalRequests", "/v1/Content", "/v1/ContentAndApprovals"):
        assert check_answer("GET", path, 200, twilio.api.get(twilio.url + path).json()) == []


@needs_description
def test_the_judge_finds_what_is_wrong() -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    good = {"To": MARIA, "From": SENDER, "ContentSid": "HX" + "0" * 32, "MediaUrl": ["a", "b"]}
    assert check_request("POST", path, good) == []
    assert check_request("POST", path, {"To": MARIA, "Colour": "red"})
    assert check_request("POST", path, {"From": SENDER})
    assert check_request("POST", path, {"To": MARIA, "ContentSid": "HX1"})
    assert (
        check_request(
            "GET", path, {"To": MARIA, "PageSize": "20", "DateSent>": "2026-01-01T00:00:00Z"}
        )
        == []
    )
    assert check_answer("POST", path, 201, {"sid": "SM1", "status": "thrilled", "colour": "red"})
    assert check_answer("POST", path, 201, {"date_created": "2026-01-01T00:00:00Z"})


@needs_description
def test_the_judge_reads_a_whole_record(twilio: Speaker, client: Client) -> None:
    client.messages.create(to=MARIA, from_=SENDER, body="Hello")
    client.messages.list(to=MARIA, limit=5)
    client.content.v1.content_and_approvals.list()
    assert check_record(twilio.ask("record")["requests"]) == []
    twilio.send(Colour="red")
    assert len(check_record(twilio.ask("record")["requests"])) == 1
