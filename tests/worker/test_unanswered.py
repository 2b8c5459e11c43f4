"""The worker's part of unanswered clients: a wait is seen, and made a task once."""

import threading
from datetime import timedelta
from functools import partial

import now
from crm import unanswered
from tests.race import at_once
from tests.worker.world import World
from worker import kinds

WEEK = ", ".join(
    f'"{day}": ["00:00", "24:00"]'
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)


def wait(world: World, minutes: int) -> None:
    """A client wrote so long ago to an office that never closes."""
    talk_id = world.conversation()
    world.sql("UPDATE organizations SET working_hours = CAST(:week AS jsonb)", week=f"{{{WEEK}}}")
    with world.runtime.sessions.begin() as session:
        unanswered.begin(session, talk_id, now.utc() - timedelta(minutes=minutes))


def due(world: World) -> list[str]:
    """What the clock would hand on."""
    with world.runtime.sessions() as session:
        return kinds.due(session, now.utc())


def test_a_wait_that_is_too_long_becomes_one_task(world: World, stop: threading.Event) -> None:
    wait(world, minutes=31)
    assert "find_unanswered" in due(world)
    at_once([partial(kinds.do, world.runtime, "find_unanswered", stop)] * 3)
    assert "find_unanswered" not in due(world)
    assert world.one("SELECT count(*) FROM tasks WHERE kind = 'unanswered'") == 1


def test_a_shorter_one_is_not_looked_at(world: World) -> None:
    wait(world, minutes=29)
    assert "find_unanswered" not in due(world)
