"""Attachments of inbound messages are fetched and kept."""

import base64
import threading
import time
from pathlib import Path
from typing import Any

import now
from crm.events import Webhook, take
from crm.files import FileStore
from simulator import inbound
from tests.product import until
from tests.worker.world import World
from worker.media import fetch_media

Stop = threading.Event


def _picture(world: World, **wanted: Any) -> bytes:
    """A client sends a picture, and its webhook was taken; the picture's bytes."""
    network = world.simulator.network
    message = inbound.write(network, {"from": "+77015550001", "media": [{"sample": "picture"}]})
    form = [(name, value) for name, value in message.form]
    webhook = Webhook("message", form, None, now.utc())
    take(world.runtime.sessions, world.runtime.provider, webhook)
    return base64.b64decode(network.media[message.media[0]].content)


def test_a_picture_is_kept(world: World, stop: Stop, tmp_path: Path) -> None:
    content = _picture(world)
    assert fetch_media(world.runtime, stop) == 1
    key = world.one("SELECT storage_key FROM attachments WHERE state = 'stored'")
    assert FileStore(tmp_path).path(key).read_bytes() == content


def test_a_picture_that_is_late_is_there_within_ten_seconds(world: World, stop: Stop) -> None:
    world.fault("media_missing", next=2)
    _picture(world)
    began = time.monotonic()
    until(lambda: fetch_media(world.runtime, stop), 12)
    assert time.monotonic() - began < 10


def test_what_is_not_there_yet_waits_with_its_reason(world: World, stop: Stop) -> None:
    world.fault("media_missing")
    _picture(world)
    assert fetch_media(world.runtime, stop) == 0
    assert world.sql("SELECT state, attempts, error FROM attachments") == [
        ("waiting", 1, "HTTP 404")
    ]


def test_a_stopped_fetch_claims_nothing(world: World, stop: Stop) -> None:
    _picture(world)
    stop.set()
    assert fetch_media(world.runtime, stop) == 0
    assert world.one("SELECT attempts FROM attachments") == 0
