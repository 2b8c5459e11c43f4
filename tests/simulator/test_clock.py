"""The simulator's clock, moved while it runs: its times, its window and what is late follow."""

from datetime import UTC, datetime
from pathlib import Path

from simulator import server
from tests.simulator.conftest import Product, Speaker, config, until_true

DAY = 86_400


def test_what_happens_after_a_move_has_the_new_time(twilio: Speaker) -> None:
    twilio.control("clock", offset_seconds=3 * DAY)
    message = twilio.write()["message"]
    ahead = datetime.fromisoformat(message["created_at"]) - datetime.now(UTC)
    assert abs(ahead.total_seconds() - 3 * DAY) < 5
    assert twilio.ask("clock")["offset_seconds"] == 3 * DAY
    listed = twilio.send().json()["date_created"]
    assert datetime.strptime(listed, "%a, %d %b %Y %H:%M:%S %z").date() > datetime.now(UTC).date()


def test_the_page_hears_of_a_move(twilio: Speaker) -> None:
    version = twilio.ask("page")["version"]
    twilio.control("clock", offset_seconds=DAY)
    moved = datetime.fromisoformat(twilio.ask(f"page?version={version}")["now"])
    assert (moved - datetime.now(UTC)).total_seconds() > DAY - 5


def test_a_late_callback_comes_when_the_clock_leaps_over_its_time(
    twilio: Speaker, product: Product
) -> None:
    twilio.control("faults", name="callback_late", seconds=3600)
    twilio.write()
    twilio.send()
    assert not until_true(lambda: bool(product.callbacks()), 0.3)
    twilio.control("clock", offset_seconds=DAY)
    assert until_true(lambda: "read" in product.callbacks())


def test_a_clock_set_back_makes_nothing_wait_longer(twilio: Speaker, product: Product) -> None:
    twilio.control("clock", offset_seconds=DAY)
    twilio.control("options", delivered_after=0.5)
    twilio.write()
    twilio.send()
    twilio.control("clock", offset_seconds=0)
    assert until_true(lambda: "read" in product.callbacks())


def test_a_pending_template_is_approved_once_the_clock_has_leapt(twilio: Speaker) -> None:
    twilio.control("options", approve_after=3600)
    sid = _submitted(twilio)
    assert _approval(twilio, sid) in ("received", "pending")
    twilio.control("clock", offset_seconds=DAY)
    assert _approval(twilio, sid) == "approved"


def test_a_template_submitted_before_the_clock_was_set_back_does_not_wait_for_ever(
    twilio: Speaker,
) -> None:
    twilio.control("options", approve_after=3600)
    twilio.control("clock", offset_seconds=DAY)
    sid = _submitted(twilio)
    twilio.control("clock", offset_seconds=0)
    assert _approval(twilio, sid) == "approved"


def test_what_was_written_in_a_time_that_is_to_come_opens_no_window(
    twilio: Speaker, product: Product
) -> None:
    twilio.control("clock", offset_seconds=3 * DAY)
    twilio.write()
    twilio.control("clock", offset_seconds=0)
    twilio.send()
    product.wait_for(2)
    assert product.callbacks() == ["failed"]
    twilio.write()
    twilio.send()
    assert until_true(lambda: "read" in product.callbacks())


def test_a_reset_is_the_real_time_again(twilio: Speaker) -> None:
    twilio.control("clock", offset_seconds=DAY)
    twilio.control("reset")
    assert twilio.ask("clock")["offset_seconds"] == 0


def test_the_time_outlives_a_restart(product: Product, tmp_path: Path) -> None:
    for expected in (0, DAY):
        running = server.start(config(product.url, state=tmp_path / "state.sqlite"))
        speaker = Speaker(running.url)
        assert speaker.ask("clock")["offset_seconds"] == expected
        speaker.control("clock", offset_seconds=DAY)
        speaker.close()
        running.stop()


def _submitted(twilio: Speaker) -> str:
    made = {"friendly_name": "hi", "language": "en", "types": {"twilio/text": {"body": "Hi."}}}
    sid = str(twilio.api.post(f"{twilio.url}/v1/Content", json=made).json()["sid"])
    wanted = {"name": "hi", "category": "UTILITY"}
    url = f"{twilio.url}/v1/Content/{sid}/ApprovalRequests/whatsapp"
    assert twilio.api.post(url, json=wanted).status_code == 201
    return sid


def _approval(twilio: Speaker, sid: str) -> str:
    answer = twilio.api.get(f"{twilio.url}/v1/Content/{sid}/ApprovalRequests").json()
    return str(answer["whatsapp"]["status"])
