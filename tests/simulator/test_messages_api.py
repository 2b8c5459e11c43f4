"""The Messages resource: what is taken, what is refused, what a list shows."""

import pytest

from tests.simulator.conftest import ACCOUNT, CALLBACK, MARIA, SENDER, Speaker

HELLO = "Hello"


def test_a_message_is_taken_as_queued(twilio: Speaker) -> None:
    twilio.write()
    answer = twilio.send(HELLO)
    message = answer.json()
    assert answer.status_code == 201
    assert (message["status"], message["body"], message["to"]) == ("queued", HELLO, MARIA)
    assert message["sid"].startswith("SM") and message["date_sent"] is None


def test_a_message_can_be_fetched_by_its_sid(twilio: Speaker) -> None:
    sid = twilio.send().json()["sid"]
    url = twilio.messages_url.replace(".json", f"/{sid}.json")
    assert twilio.api.get(url).json()["sid"] == sid
    assert twilio.api.get(url.replace(sid, "SM" + "0" * 32)).json()["code"] == 20404


@pytest.mark.parametrize(
    ("code", "form"),
    [
        (21604, {"To": ""}),
        (21211, {"To": "whatsapp:+7"}),
        (21211, {"To": "whatsapp:tourist"}),
        (21910, {"To": "+77012345678"}),
        (21603, {"From": ""}),
        (63007, {"From": "whatsapp:+15005550006"}),
        (21619, {"Body": ""}),
        (21617, {"Body": "я" * 1601}),
        (21609, {"StatusCallback": "https://my_host.example/x"}),
        (21654, {"ContentVariables": '{"1": "x"}'}),
        (21655, {"ContentSid": "HX" + "0" * 32}),
    ],
)
def test_a_bad_request_is_refused_with_twilios_code(
    twilio: Speaker, code: int, form: dict[str, str]
) -> None:
    answer = twilio.send(**({"body": form.pop("Body")} if "Body" in form else {}), **form)
    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert set(answer.json()) == {"code", "message", "more_info", "status"}
    assert twilio.ask("messages")["messages"] == []


def test_sixteen_hundred_characters_still_go(twilio: Speaker) -> None:
    assert twilio.send("я" * 1600).status_code == 201


def test_wrong_credentials_are_refused(twilio: Speaker) -> None:
    answer = twilio.plain.post(twilio.messages_url, auth=(ACCOUNT, "wrong"), data={"To": MARIA})
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)
    assert twilio.plain.get(twilio.messages_url).status_code == 401


def test_the_list_is_newest_first_in_pages(twilio: Speaker) -> None:
    sids = [twilio.send(str(n)).json()["sid"] for n in range(5)]
    first = twilio.api.get(twilio.messages_url, params={"PageSize": "2", "To": MARIA}).json()
    second = twilio.api.get(twilio.url + first["next_page_uri"]).json()
    third = twilio.api.get(twilio.url + second["next_page_uri"]).json()
    found = [m["sid"] for page in (first, second, third) for m in page["messages"]]
    assert found == sids[::-1]
    assert third["next_page_uri"] is None


def test_a_page_does_not_shift_when_a_message_comes_in_between(twilio: Speaker) -> None:
    sids = [twilio.send(str(n)).json()["sid"] for n in range(4)]
    first = twilio.api.get(twilio.messages_url, params={"PageSize": 2}).json()
    twilio.send("new")
    second = twilio.api.get(twilio.url + first["next_page_uri"]).json()
    assert [m["sid"] for m in second["messages"]] == [sids[1], sids[0]]


def test_the_list_tells_directions_apart(twilio: Speaker) -> None:
    twilio.write(body="in")
    twilio.send("out")
    inward = twilio.api.get(twilio.messages_url, params={"From": MARIA, "To": SENDER}).json()
    outward = twilio.api.get(twilio.messages_url, params={"From": SENDER, "To": MARIA}).json()
    assert [m["body"] for m in inward["messages"]] == ["in"]
    assert [m["body"] for m in outward["messages"]] == ["out"]


def test_dates_filter_by_when_it_was_sent(twilio: Speaker) -> None:
    twilio.write(body="old", age_seconds=3 * 86400)
    twilio.write(body="new")
    day_ago = twilio.ask("record")["now"][:10]
    since = twilio.api.get(twilio.messages_url, params={"DateSent>": day_ago}).json()
    before = twilio.api.get(twilio.messages_url, params={"DateSent<": day_ago}).json()
    assert [m["body"] for m in since["messages"]] == ["new"]
    assert [m["body"] for m in before["messages"]] == ["old"]


def test_twilio_refuses_a_number_that_it_has_seen_opt_out(twilio: Speaker) -> None:
    twilio.write(body="STOP", opt_out_type="STOP")
    assert twilio.send().json()["code"] == 21610
    twilio.write(body="START", opt_out_type="START")
    assert twilio.send().status_code == 201


def test_the_callback_may_be_left_out(twilio: Speaker) -> None:
    assert twilio.send(StatusCallback="").status_code == 201
    assert CALLBACK not in str(twilio.ask("messages"))
