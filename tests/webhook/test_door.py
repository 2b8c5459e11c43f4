"""With the database away webhooks wait on disk, and go in when it is back."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from commands import embedded
from tests.webhook.conftest import MESSAGES, SENDER, Web

Ask = Callable[[str], list[Any]]
AWAY = "postgresql://nobody@127.0.0.1:9/none"
BODIES = "SELECT body FROM communications WHERE direction = 'inbound' ORDER BY id"


def test_with_the_database_away_a_webhook_waits_on_disk(serve: Callable[..., Web]) -> None:
    web = serve(AWAY)
    assert web.message().status_code == 200
    assert len(web.spooled()) == 1


def test_with_both_gone_twilio_is_told_so(serve: Callable[..., Web], tmp_path: Path) -> None:
    file = tmp_path / "no-folder"
    file.write_text("a file in the folder's place")
    web = serve(AWAY, spool_dir=file)
    assert [web.message().status_code for _ in range(2)] == [503, 503]


def test_with_only_the_spool_gone_nothing_is_lost(
    serve: Callable[..., Web], database: str, tmp_path: Path, ask: Ask
) -> None:
    file = tmp_path / "no-folder"
    file.write_text("a file in the folder's place")
    assert serve(database, spool_dir=file).message().status_code == 200
    assert len(ask(BODIES)) == 1


def test_what_waited_goes_in_in_order_when_the_database_is_back(
    serve: Callable[..., Web], database: str, ask: Ask
) -> None:
    away = serve(AWAY)
    for number in range(5):
        away.message(str(number), MessageSid=f"SM{number:032x}", New="1")
    away.message("4", MessageSid=f"SM{4:032x}", New="1")
    away.door.stop_draining()
    assert serve(database).door.drain() == 6
    assert ask(BODIES) == ["0", "1", "2", "3", "4"]
    assert away.spooled() == []


def test_what_waited_has_the_instant_at_which_it_came(
    serve: Callable[..., Web], database: str, ask: Ask
) -> None:
    before = time.time()
    away = serve(AWAY)
    away.message()
    away.door.stop_draining()
    time.sleep(0.2)
    serve(database).door.drain()
    (created,) = ask(
        "SELECT extract(epoch FROM created_at) FROM communications WHERE direction = 'inbound'"
    )
    assert before <= created <= time.time() - 0.2


def test_the_door_finds_out_by_itself_when_the_database_is_back(
    serve: Callable[..., Web], database: str, ask: Ask
) -> None:
    web = serve(database)
    ask("ALTER TABLE whatsapp_senders RENAME TO hidden")
    ask("ALTER TABLE webhook_events RENAME TO hidden_events")
    assert web.message("kept").status_code == 200
    assert len(web.spooled()) == 1
    ask("ALTER TABLE hidden RENAME TO whatsapp_senders")
    ask("ALTER TABLE hidden_events RENAME TO webhook_events")
    deadline = time.monotonic() + 5
    while web.spooled() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert ask(BODIES) == ["kept"]
    assert web.message("next", MessageSid="SM" + "2" * 32).status_code == 200
    assert ask(BODIES) == ["kept", "next"]


def test_an_odd_webhook_does_not_hold_the_others_up(
    serve: Callable[..., Web], database: str, ask: Ask
) -> None:
    away = serve(AWAY)
    away.post("/webhooks/twilio/status?m=%00", [("MessageStatus", "\ud800\x00")])
    away.post(MESSAGES, [("Body", "no sid")])
    away.message("after")
    away.door.stop_draining()
    serve(database).door.drain()
    assert (ask(BODIES), away.spooled()) == (["after"], [])
    assert len(ask("SELECT 1 FROM webhook_events WHERE processed_at IS NOT NULL")) == 2


@pytest.fixture
def server(tmp_path: Path) -> Iterator[embedded.Server]:
    """A PostgreSQL of this test alone, to be frozen."""
    server = embedded.start(tmp_path / "frozen")
    engine = create_engine(server.url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num text)"))
        connection.execute(text("CREATE TABLE heartbeats (name text, at timestamptz)"))
    engine.dispose()
    yield server
    server.delete()


def processes(server: embedded.Server) -> list[int]:
    """The server's processes, the one that starts the others first."""
    first = int((server.folder / "postmaster.pid").read_text().splitlines()[0])
    children = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = stat.read_text().rpartition(")")[2].split()
        if int(fields[1]) == first:
            children.append(int(stat.parent.name))
    return [first, *children]


def test_a_database_that_hangs_counts_as_away(
    serve: Callable[..., Web], server: embedded.Server
) -> None:
    web = serve(server.url)
    client = web.app.test_client()
    assert client.get("/readyz").status_code == 200
    frozen = processes(server)
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    try:
        times = []
        for sid in ("1", "2"):
            began = time.monotonic()
            assert web.message(MessageSid="SM" + sid * 32, To=SENDER).status_code == 200
            times.append(time.monotonic() - began)
        assert len(web.spooled()) == 2
        assert client.get("/readyz").status_code == 200
    finally:
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)
    assert times[0] < 10
    assert times[1] < 1
