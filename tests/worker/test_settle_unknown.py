"""Unknown outcomes: looked for, never sent blindly, and settled in the end."""

import threading
import time
from datetime import timedelta

import now
from crm.messages import settle
from tests.product import until
from tests.worker.world import World
from worker.deliver import deliver
from worker.settle import settle_unknown

Stop = threading.Event
SOON = timedelta(seconds=0.2)


def _unknown(world: World, stop: Stop, name: str, **wanted: object) -> None:
    """One message whose send got no answer."""
    world.fault(name, **wanted, next=1)
    world.order()
    deliver(world.runtime, world.sender_id, stop)
    assert world.statuses() == {"sending": 1}


def _look(world: World, stop: Stop) -> None:
    until(lambda: settle_unknown(world.runtime, stop))


def test_what_was_taken_is_found_in_the_list(world: World, stop: Stop) -> None:
    _unknown(world, stop, "drop", taken=True)
    _look(world, stop)
    assert world.statuses().keys() <= {"sent", "delivered", "read"}
    sid = world.one("SELECT whatsapp_message_id FROM communications")
    assert [message.sid for message in world.taken()] == [sid]


def test_what_was_not_taken_is_sent_again_after_two_looks(world: World, stop: Stop) -> None:
    _unknown(world, stop, "server_error", taken=False)
    _look(world, stop)
    assert world.statuses() == {"sending": 1}
    _look(world, stop)
    assert world.statuses() == {"queued": 1}
    deliver(world.runtime, world.sender_id, stop)
    assert world.statuses() == {"sent": 1}
    assert len(world.taken()) == 1


def test_the_second_look_comes_as_long_after_the_first(world: World, stop: Stop) -> None:
    _unknown(world, stop, "server_error", taken=False)
    _look(world, stop)
    began = time.monotonic()
    _look(world, stop)
    assert time.monotonic() - began >= 0.15


def test_a_claim_without_a_recorded_end_is_not_looked_for_while_it_may_fly(
    world: World, stop: Stop
) -> None:
    world.order()
    world.fault("hang", seconds=30)
    ending = threading.Thread(target=deliver, args=(world.runtime, world.sender_id, stop))
    ending.start()
    until(lambda: world.statuses() == {"sending": 1})
    wait = world.one("SELECT next_look_at - claimed_at FROM communications")
    assert wait == timedelta(seconds=25)
    stop.set()
    ending.join()


def test_a_list_that_cannot_be_asked_is_no_look(world: World, stop: Stop) -> None:
    _unknown(world, stop, "drop", taken=True)
    world.fault("server_error", on="list", taken=False)
    time.sleep(0.3)
    assert settle_unknown(world.runtime, stop) == 0
    assert world.sql("SELECT whatsapp_status, looks FROM communications") == [("sending", 0)]


def test_three_attempts_in_vain_go_to_a_person(world: World, stop: Stop) -> None:
    for _ in range(3):
        world.fault("drop", taken=False, next=1)
    world.order()
    for _ in range(3):
        deliver(world.runtime, world.sender_id, stop)
        _look(world, stop)
        _look(world, stop)
    assert world.statuses() == {"sending": 1}
    assert world.one("SELECT kind FROM tasks") == "unknown_outcome"
    assert world.taken() == []


def test_an_answer_after_its_lease_is_not_heeded(world: World, stop: Stop) -> None:
    _unknown(world, stop, "server_error", taken=False)
    time.sleep(0.3)
    with world.runtime.sessions.begin() as session:
        (slow,) = settle.due(session, 1, now.utc())
    world.sql("UPDATE communications SET next_look_at = :t", t=_in(60))
    with world.runtime.sessions.begin() as session:
        settle.answer(session, slow, [], SOON, now.utc())
    assert world.one("SELECT looks FROM communications") == 0


def _in(seconds: float) -> object:
    return now.utc() + timedelta(seconds=seconds)
