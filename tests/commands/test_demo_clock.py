"""`flask demo …`: the clock is moved ahead, and nothing but a demo's."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

import now
from simulator import server
from tests.commands.conftest import Run

DAY = 86_400


@pytest.fixture
def demo(seeded: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same beside a demo."""
    monkeypatch.setenv("DEMO_CLOCK", "1")
    return seeded


def test_the_clock_moves_and_the_new_local_time_is_said(
    demo: Run, twilio: server.Running, rows: Session
) -> None:
    """In the row and at the simulator."""
    result = demo("demo", "advance", "3d")
    local = datetime.now(ZoneInfo("Asia/Almaty")) + timedelta(days=3)
    assert result.output.startswith(f"It is {local:%A} {local.day} {local:%B %Y}, {local:%H}:")
    assert result.output.endswith(" in Asia/Almaty (Dreamland PRO): 3 d ahead of the real time.\n")
    assert _stored(rows) == twilio.network.clock.offset == 3 * DAY


def test_spans_add_up(demo: Run, twilio: server.Running, rows: Session) -> None:
    """Days, hours and minutes, together or alone."""
    demo("demo", "advance", "1d12h")
    assert "1 d 12 h 30 min ahead" in demo("demo", "advance", "30m").output
    assert _stored(rows) == twilio.network.clock.offset == DAY + 12 * 3600 + 1800
    assert "1 d 12 h 30 min ahead" in demo("demo", "clock").output


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("-3d", "only forward"),
        ("3", "no span of time"),
        ("", "no span of time"),
        ("3 days", "no span of time"),
        ("12h1d", "no span of time"),
        ("٣d", "no span of time"),
        ("367d", "At most 366 days"),
        ("999999d", "At most 366 days"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(
    demo: Run, rows: Session, typed: str, why: str
) -> None:
    """And nothing moves."""
    result = demo("demo", "advance", typed)
    assert (result.exit_code, why in result.output) == (1, True), result.output
    assert _stored(rows) is None


def test_only_a_demos_clock_can_be_moved(
    seeded: Run, twilio: server.Running, rows: Session
) -> None:
    """Where DEMO_CLOCK is not set, the simulator is not told either."""
    for command in (["advance", "3d"], ["clock"]):
        result = seeded("demo", *command)
        assert result.exit_code == 1
        assert "Only a demo's clock can be moved" in result.output
    assert (_stored(rows), twilio.network.clock.offset) == (None, 0)


def test_without_an_answer_of_the_simulator_nothing_moves(
    demo: Run, twilio: server.Running, rows: Session
) -> None:
    """A sentence says so."""
    twilio.stop()
    result = demo("demo", "advance", "3d")
    assert (result.exit_code, "nothing was changed" in result.output) == (1, True)
    assert "does not answer" in demo("demo", "clock").output
    assert _stored(rows) is None


def test_clocks_that_differ_are_shown_and_brought_together(
    demo: Run, twilio: server.Running
) -> None:
    """As after a command that was killed when the simulator had been told."""
    twilio.network.change({"clock_offset": 2 * DAY})
    assert "bring both together with flask demo advance 0m" in demo("demo", "clock").output
    assert "the real time" in demo("demo", "advance", "0m").output
    assert twilio.network.clock.offset == 0
    assert "together" not in demo("demo", "clock").output


def test_a_command_leaves_no_other_time_behind(demo: Run) -> None:
    """Of this process, that is."""
    demo("demo", "advance", "1h")
    assert now.utc() - datetime.now(UTC) < timedelta(seconds=1)


def _stored(rows: Session) -> int | None:
    rows.rollback()
    found: int | None = rows.scalar(text("SELECT offset_seconds FROM demo_clock"))
    return found
