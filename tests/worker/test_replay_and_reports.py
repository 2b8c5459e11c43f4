"""What could not be used at once is used later: events of the webhook, early status callbacks."""

import threading
from datetime import timedelta

import now
from crm.events import Webhook, take
from tests.worker.world import World
from worker.deliver import deliver
from worker.replay import replay_events
from worker.reports import apply_reports, drop_reports

Stop = threading.Event


def test_an_event_whose_time_has_come_is_replayed(world: World, stop: Stop) -> None:
    world.sql("ALTER TABLE communications ADD CONSTRAINT broken CHECK (body <> 'Привет')")
    _take(world, _message("Привет"))
    world.sql("ALTER TABLE communications DROP CONSTRAINT broken")
    assert replay_events(world.runtime, stop) == 0
    world.sql("UPDATE webhook_events SET next_attempt_at = now()")
    assert replay_events(world.runtime, stop) == 1
    assert world.one("SELECT body FROM communications WHERE direction = 'inbound'") == "Привет"
    assert world.one("SELECT processed_at IS NOT NULL FROM webhook_events")


def test_an_event_that_fails_again_does_not_stop_the_next(world: World, stop: Stop) -> None:
    world.sql("ALTER TABLE communications ADD CONSTRAINT broken CHECK (body <> 'Привет')")
    _take(world, _message("Привет", "a"))
    world.sql("ALTER TABLE communications ADD CONSTRAINT worse CHECK (body <> 'Салем')")
    _take(world, _message("Салем", "b"))
    world.sql("ALTER TABLE communications DROP CONSTRAINT worse")
    world.sql("UPDATE webhook_events SET next_attempt_at = now()")
    assert replay_events(world.runtime, stop) == 1
    assert world.sql("SELECT attempts FROM webhook_events WHERE processed_at IS NULL") == [(2,)]


def test_a_value_too_large_for_an_index_is_kept_as_an_event(world: World) -> None:
    word = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(3000))
    _take(world, _report("SM" + "c" * 32, word))
    assert world.one("SELECT error LIKE '%index row%' FROM webhook_events")


def test_a_report_before_its_message_is_applied_once_it_is_known(world: World, stop: Stop) -> None:
    _take(world, _report("SM" + "d" * 32, "delivered"))
    assert apply_reports(world.runtime, stop) == 0
    world.order()
    deliver(world.runtime, world.sender_id, stop)
    world.sql("UPDATE communications SET whatsapp_message_id = :sid", sid="SM" + "d" * 32)
    assert apply_reports(world.runtime, stop) == 1
    assert world.statuses() == {"delivered": 1}


def test_a_report_that_never_fits_is_dropped_after_a_week(world: World, stop: Stop) -> None:
    _take(world, _report("SM" + "e" * 32, "delivered"))
    assert drop_reports(world.runtime, stop) == 0
    world.sql("UPDATE delivery_reports SET received_at = :at", at=now.utc() - timedelta(days=8))
    assert drop_reports(world.runtime, stop) == 1


def _take(world: World, webhook: Webhook) -> None:
    take(world.runtime.sessions, world.runtime.provider, webhook)


def _message(body: str, letter: str = "a") -> Webhook:
    settings = {"From": "whatsapp:+77015550001", "To": "whatsapp:+77272123456", "Body": body}
    return _webhook("message", "SM" + letter * 32, settings)


def _report(sid: str, word: str) -> Webhook:
    return _webhook("status", sid, {"MessageStatus": word})


def _webhook(kind: str, sid: str, fields: dict[str, str]) -> Webhook:
    form = {"MessageSid": sid, "AccountSid": "AC" + "0" * 32, **fields}
    return Webhook(kind, list(form.items()), None, now.utc())
