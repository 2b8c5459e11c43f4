"""The drain of a sender: what is queued reaches the provider, once, in order and in time."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import text

import now
from crm import senders
from crm.messages import claim
from tests.product import until
from tests.worker.world import World
from worker.deliver import deliver

Stop = threading.Event


def test_what_is_queued_is_sent(world: World, stop: Stop) -> None:
    world.order(3)
    assert deliver(world.runtime, world.sender_id, stop) == 3
    assert world.statuses() == {"sent": 3}
    assert len(world.taken()) == 3


def test_what_is_queued_while_it_runs_is_sent_at_once(world: World, stop: Stop) -> None:
    with _running(world, stop) as drain:
        until(lambda: _lease(world))
        world.order()
        world.sql("NOTIFY dreamland_work")
        until(lambda: world.statuses() == {"sent": 1}, 0.4, every=0.01)
        assert drain() == 1


def test_a_second_drain_of_a_sender_does_nothing(world: World, stop: Stop) -> None:
    world.fault("latency", ms=1000)
    world.order(2)
    with _running(world, stop) as drain:
        until(lambda: _lease(world))
        assert deliver(world.runtime, world.sender_id, stop) == 0
        assert drain() == 2


def test_a_drain_that_lost_its_lease_claims_no_more(world: World, stop: Stop) -> None:
    with _running(world, stop) as drain:
        until(lambda: _lease(world))
        world.sql("UPDATE whatsapp_senders SET lease_owner = 'another'")
        world.order()
        world.sql("NOTIFY dreamland_work")
        drain()
    assert world.statuses() == {"queued": 1}
    assert _lease(world) == "another"


def test_a_drain_over_whose_lease_the_time_leaps_goes_on(world: World, stop: Stop) -> None:
    with _running(world, stop):
        until(lambda: _lease(world))
        ahead = now.follow(lambda: timedelta(days=3))
        try:
            world.order()
            world.sql("NOTIFY dreamland_work")
            until(lambda: world.statuses() == {"sent": 1}, 0.8, every=0.01)
        finally:
            ahead.stop()


def test_a_lease_a_little_ahead_is_not_stolen(world: World) -> None:
    with world.runtime.sessions.begin() as session:
        ahead = now.utc() + timedelta(seconds=5)
        assert senders.take_lease(session, world.sender_id, "one", ahead)
        assert not senders.take_lease(session, world.sender_id, "another", now.utc())


def test_a_lease_from_before_the_clock_was_set_back_is_free(world: World) -> None:
    with world.runtime.sessions.begin() as session:
        ahead = now.utc() + timedelta(hours=1)
        assert senders.take_lease(session, world.sender_id, "one", ahead)
        assert senders.take_lease(session, world.sender_id, "another", now.utc())


def test_the_rate_of_the_sender_is_kept(world: World, stop: Stop) -> None:
    world.sql("UPDATE whatsapp_senders SET rate_per_second = 20")
    world.order(30)
    deliver(world.runtime, world.sender_id, stop)
    times = sorted(message.created for message in world.taken())
    assert len(times) == 30
    assert times[-1] - times[0] >= (30 - 5 - 1) / 20


def test_one_address_has_one_message_in_flight_and_keeps_their_order(
    world: World, stop: Stop
) -> None:
    conversation = world.conversation()
    for number in range(3):
        world.order_to(conversation, body=f"{number}")
    world.fault("latency", ms=200)
    deliver(world.runtime, world.sender_id, stop)
    first, second, third = world.taken()
    assert [first.body, second.body, third.body] == ["0", "1", "2"]
    assert second.created - first.created >= 0.2
    assert third.created - second.created >= 0.2


def test_automatic_messages_to_one_address_are_six_seconds_apart(world: World, stop: Stop) -> None:
    conversation = world.conversation()
    world.sql("UPDATE conversations SET last_call_at = :at", at=now.utc() - timedelta(seconds=4))
    row = world.order_to(conversation, author="system")
    deliver(world.runtime, world.sender_id, stop)
    assert _status(world, row) == "queued"
    world.sql("UPDATE conversations SET last_call_at = last_call_at - interval '3 seconds'")
    deliver(world.runtime, world.sender_id, stop)
    assert _status(world, row) == "sent"


def test_a_stopped_drain_leaves_what_hangs_and_gives_back_the_rest(
    world: World, stop: Stop
) -> None:
    world.fault("hang", seconds=30)
    world.order(40)
    with _running(world, stop) as drain:
        until(lambda: world.statuses() == {"sending": 24, "queued": 16})
        began = time.monotonic()
        stop.set()
        drain()
    assert time.monotonic() - began < 4.5
    assert world.statuses() == {"sending": 16, "queued": 24}
    assert _lease(world) is None


def test_a_stopped_drain_records_what_ends_in_time(world: World, stop: Stop) -> None:
    world.fault("latency", ms=1500)
    world.order(5)
    with _running(world, stop) as drain:
        until(lambda: world.statuses() == {"sending": 5})
        stop.set()
        assert drain() == 5
    assert world.statuses() == {"sent": 5}


def test_a_drain_ends_after_its_time_and_is_stopped_even_then(world: World, stop: Stop) -> None:
    world.fault("hang", seconds=30)
    world.order(2)
    with ThreadPoolExecutor(1) as threads:
        ending = threads.submit(deliver, world.runtime, world.sender_id, stop, seconds=0.5)
        time.sleep(1.5)
        began = time.monotonic()
        stop.set()
        ending.result()
    assert time.monotonic() - began < 4.5


def test_a_claim_given_back_too_late_leaves_the_next_one_alone(world: World) -> None:
    world.order()
    with world.runtime.sessions.begin() as session:
        senders.take_lease(session, world.sender_id, "me", now.utc())
        old = claim.claim(session, world.sender_id, "me", 1, "", now.utc())
    world.sql("UPDATE communications SET attempts = attempts + 1")
    with world.runtime.sessions.begin() as session:
        claim.give_back(session, old, now.utc())
    assert world.statuses() == {"sending": 1}


def test_an_inbound_message_is_not_held_up_by_a_claim(world: World) -> None:
    world.order()
    with world.runtime.sessions.begin() as session:
        senders.take_lease(session, world.sender_id, "me", now.utc())
    with world.runtime.sessions.begin() as session:
        claim.claim(session, world.sender_id, "me", 1, "", now.utc())
        with world.runtime.engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '500ms'"))
            assert connection.execute(_INBOUND).rowcount == 1


def test_too_many_requests_wait_as_long_as_twilio_says(world: World, stop: Stop) -> None:
    world.fault("too_many", retry_after=3, next=1)
    world.order()
    deliver(world.runtime, world.sender_id, stop)
    assert world.statuses() == {"queued": 1}
    wait = world.one("SELECT not_before - updated_at FROM communications")
    assert wait >= timedelta(seconds=2.9)


def test_a_refused_connection_is_known_not_to_have_sent(world: World, stop: Stop) -> None:
    world.simulator.stop()
    world.order()
    deliver(world.runtime, world.sender_id, stop)
    assert world.statuses() == {"queued": 1}


def test_what_only_the_operator_can_mend_pauses_the_sender(world: World, stop: Stop) -> None:
    world.fault("refuse", code=63007)
    world.order(30)
    deliver(world.runtime, world.sender_id, stop)
    assert world.statuses() == {"queued": 30}
    assert world.one("SELECT paused_code FROM whatsapp_senders") == "63007"
    assert world.one("SELECT kind FROM tasks") == "sender_paused"


_INBOUND = text(
    """
    INSERT INTO communications (organization_id, sender_id, client_id, conversation_id, direction,
        author, whatsapp_status)
    SELECT organization_id, sender_id, client_id, id, 'inbound', 'client', 'received'
    FROM conversations
    """
)


class _running:  # noqa: N801  (read as a verb)
    """A drain in a thread; called, it gives what the drain returned."""

    def __init__(self, world: World, stop: Stop) -> None:
        self._stop = stop
        self._threads = ThreadPoolExecutor(1)
        self._future = self._threads.submit(deliver, world.runtime, world.sender_id, stop)

    def __enter__(self) -> Callable[[], int]:
        return self._future.result

    def __exit__(self, *problem: object) -> None:
        self._stop.set()
        self._threads.shutdown()


def _lease(world: World) -> str | None:
    found: str | None = world.one("SELECT lease_owner FROM whatsapp_senders")
    return found


def _status(world: World, row: int) -> str:
    found: str = world.one("SELECT whatsapp_status FROM communications WHERE id = :id", id=row)
    return found
