"""The threads that call: never too late, never after the end, and every call comes back."""

import select
from datetime import timedelta

import now
from crm.messages.claim import Claimed
from crm.provider import Accepted, OutboundText
from tests.product import SENDER, until
from tests.worker.world import World
from worker.callers import Callers


def _claimed(number: int = 1, age: float = 0.0) -> Claimed:
    message = OutboundText(f"{number}", SENDER, f"whatsapp:+7701000{number:04d}", "Здравствуйте!")
    return Claimed(number, 1, now.utc() - timedelta(seconds=age), message)


def test_a_call_comes_back_with_its_answer(world: World) -> None:
    callers = Callers(world.runtime.provider)
    callers.call([_claimed()])
    callers.wait(5)
    (outcome,), untouched = callers.finished()
    assert isinstance(outcome.result, Accepted)
    assert (untouched, callers.busy) == ([], False)


def test_a_claim_grown_old_is_not_called(world: World) -> None:
    callers = Callers(world.runtime.provider)
    old = _claimed(age=11)
    callers.call([old])
    callers.wait(5)
    assert callers.finished() == ([], [old])
    assert world.taken() == []


def test_a_claim_from_the_future_is_not_called(world: World) -> None:
    callers = Callers(world.runtime.provider)
    strange = _claimed(age=-11)
    callers.call([strange])
    callers.wait(5)
    assert callers.finished() == ([], [strange])


def test_what_waits_comes_back_though_every_thread_hangs(world: World) -> None:
    world.fault("hang", seconds=30)
    callers = Callers(world.runtime.provider)
    callers.call([_claimed(number) for number in range(20)])
    until(lambda: len(world.simulator.network.faults.shown()) == 1)
    until(lambda: world.simulator.network.faults.shown()[0]["hits"] == 16)
    callers.stop()
    assert [one.id for one in callers.finished()[1]] == [16, 17, 18, 19]


def test_a_call_that_ends_rings(world: World) -> None:
    callers = Callers(world.runtime.provider)
    callers.call([_claimed()])
    until(lambda: _is_readable(callers.bell), every=0.01)
    callers.finished()
    assert not _is_readable(callers.bell)


def _is_readable(handle: int) -> bool:
    return bool(select.select([handle], [], [], 0)[0])
