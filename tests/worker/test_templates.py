"""The worker's part of templates: handed in once, read when due, and again where Twilio is away."""

import threading

from crm.models import Organization
from tests.factories import make_template
from tests.worker.world import World
from worker import kinds

WANTED = "UPDATE whatsapp_templates SET submit_at = now() - interval '1 second'"
DUE = "UPDATE organizations SET templates_sync_at = now() - interval '1 second'"


def template(world: World, **values: object) -> None:
    """One that nobody handed in yet, and is wanted."""
    with world.runtime.sessions.begin() as session:
        organization = session.get_one(Organization, world.organization_id)
        values = {"approval_status": "unsubmitted", "content_sid": None, **values}
        make_template(session, organization, name="own_1", **values)
    world.sql(WANTED)


def names(world: World) -> list[str]:
    """What Twilio holds."""
    return [state.friendly_name for state in world.runtime.provider.list_templates()]


def test_what_is_wanted_is_handed_in_once_and_read_back(
    world: World, stop: threading.Event
) -> None:
    template(world)
    assert kinds.do(world.runtime, "submit_templates", stop) == 1
    assert kinds.do(world.runtime, "submit_templates", stop) == 0
    assert kinds.do(world.runtime, "sync_templates", stop) == 1
    assert names(world) == ["own_1_ru_v1"]
    assert world.one("SELECT approval_status FROM whatsapp_templates") != "unsubmitted"
    assert world.one("SELECT submit_at FROM whatsapp_templates") is None


def test_a_worker_that_died_after_the_call_makes_nothing_twice(
    world: World, stop: threading.Event
) -> None:
    """Its row is still wanted; the next one looks first."""
    template(world)
    kinds.do(world.runtime, "submit_templates", stop)
    world.sql(WANTED)
    assert kinds.do(world.runtime, "submit_templates", stop) == 1
    assert names(world) == ["own_1_ru_v1"]


def test_while_twilio_is_away_both_come_again_later(world: World, stop: threading.Event) -> None:
    template(world)
    world.sql(DUE)
    world.simulator.stop()
    assert kinds.do(world.runtime, "submit_templates", stop) == 0
    assert kinds.do(world.runtime, "sync_templates", stop) == 0
    assert world.one("SELECT submit_at > now() FROM whatsapp_templates")
    assert world.one("SELECT templates_sync_at > now() FROM organizations")
    assert world.one("SELECT approval_status FROM whatsapp_templates") == "unsubmitted"
