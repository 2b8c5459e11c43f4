"""`flask doctor`: each thing that can be wrong is one line, and nothing secret is said."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from commands.doctor import machine
from crm import heartbeats, senders
from simulator import server
from templates_whatsapp import catalogue
from tests.commands.conftest import Run
from tests.product import ROOT, TOKEN


def line(output: str, words: str) -> str:
    """The one line that says something."""
    found = [one for one in output.splitlines() if words in one]
    assert len(found) == 1, output
    return found[0]


def test_a_deployment_in_good_order_is_said_line_by_line(seeded: Run, rows: Session) -> None:
    """All but the pages' assets, which `make setup` brings."""
    seeded("templates", "submit")
    for process in ("clock", "live"):
        heartbeats.beat(rows, process, datetime.now(UTC))
    rows.commit()
    lines = seeded("doctor").output.split("\n\n")[0].splitlines()
    wrong = [one for one in lines if one.startswith("✗") and "make setup" not in one]
    assert (wrong, len(lines) >= 13) == ([], True)


def test_it_prints_what_to_give_twilio(seeded: Run) -> None:
    """With the retries that Twilio does only when the address asks for them."""
    output = seeded("doctor").output
    inbound = "https://crm.example.com/webhooks/twilio/messages#rc=3&rp=all"
    assert line(output, "When a message comes in").split()[-1] == inbound
    assert line(output, "Fallback").split()[-1] == inbound
    assert line(output, "Status callback").endswith("/webhooks/twilio/status#rc=3&rp=all")


def test_it_never_prints_a_secret(seeded: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where the database or Redis cannot be reached."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://crm:pass-w0rd@127.0.0.1:9/crm")
    monkeypatch.setenv("REDIS_URL", "redis://:pass-w0rd@127.0.0.1:9/0")
    result = seeded("doctor")
    assert result.exit_code == 1
    assert "✗ The database cannot be used (127.0.0.1, crm): connection failed" in result.output
    assert "✗ Redis cannot be reached" in result.output
    for secret in ("pass-w0rd", TOKEN, "a-secret-of-the-tests-only", "correct horse"):
        assert secret not in result.output


def test_missing_and_malformed_settings_are_named_together(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what can be asked without them is asked."""
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "nonsense")
    monkeypatch.setenv("ORGANIZATION_TIMEZONE", "Almaty")
    result = run("doctor")
    assert result.exit_code == 1
    said = line(result.output, "malformed")
    assert ("TWILIO_ACCOUNT_SID" in said, "ORGANIZATION_TIMEZONE" in said) == (True, True)
    assert "✓ The database answers" in result.output
    assert "✗ There is no organization yet. Run: flask bootstrap" in result.output


def test_a_database_without_schema_or_behind_is_told(run: Run, rows: Session) -> None:
    """With the command that mends it."""
    rows.execute(text("UPDATE alembic_version SET version_num = '0009'"))
    rows.commit()
    behind = len(list((ROOT / "migrations" / "versions").glob("*.py"))) - 9
    assert f"✗ The schema is behind by {behind} migration(s). Run: alembic" in run("doctor").output
    rows.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    rows.commit()
    assert "✗ The database's schema (9999) is newer" in run("doctor").output
    rows.execute(text("DELETE FROM alembic_version"))
    rows.commit()
    assert "✗ The database has no schema yet" in run("doctor").output


def test_wrong_credentials_are_told(seeded: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """By asking Twilio, not by looking at them."""
    assert "✓ Twilio takes" in seeded("doctor").output
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "another")
    assert line(seeded("doctor").output, "Twilio refuses").startswith("✗")


def test_twilio_out_of_reach_is_told(seeded: Run, twilio: server.Running) -> None:
    """Which is not the same as refused."""
    twilio.stop()
    assert line(seeded("doctor").output, "cannot be reached").startswith("✗ Twilio")


def test_templates_that_cannot_be_sent_are_told_by_language(seeded: Run, rows: Session) -> None:
    """With the command that comes next."""
    count = sum(not one.free_form for one in catalogue.load() if one.language == "ru")
    said = line(seeded("doctor").output, f"in ru: 0 of {count} approved")
    assert said.endswith(f"; {count} unsubmitted. Run: flask templates submit")
    rows.execute(text("DELETE FROM whatsapp_templates WHERE language = 'en'"))
    rows.commit()
    assert "✗ Templates of Dreamland PRO in en: none loaded" in seeded("doctor").output


def test_a_silent_clock_and_a_paused_sender_are_told(seeded: Run, rows: Session) -> None:
    """Both mean that nothing is sent."""
    assert "✗ The clock was never seen" in seeded("doctor").output
    heartbeats.beat(rows, "clock", datetime.now(UTC) - timedelta(minutes=5))
    senders.pause(rows, 1, "63007", "No channel", datetime.now(UTC))
    rows.commit()
    output = seeded("doctor").output
    assert line(output, "clock was last seen").startswith("✗")
    assert "is paused: No channel (63007)" in output


def test_a_live_process_that_is_silent_is_told(seeded: Run, rows: Session) -> None:
    """And what that means for who looks at the pages."""
    assert "✗ The live process was never seen" in seeded("doctor").output
    heartbeats.beat(rows, "live", datetime.now(UTC) - timedelta(minutes=5))
    rows.commit()
    said = line(seeded("doctor").output, "live process was last seen")
    assert said.startswith("✗") and "pages look every 10 s" in said


@pytest.mark.parametrize(
    ("address", "well"),
    [
        (None, True),
        ("https://crm.example.com:8443", True),
        ("https://live.example.com", False),
    ],
)
def test_the_live_process_has_the_host_of_the_pages(address: str | None, well: bool) -> None:
    settings: Any = SimpleNamespace(public_url="https://crm.example.com", live_url=address)
    assert machine.live_url(settings).well is well


@pytest.mark.parametrize(
    ("address", "well"),
    [
        ("https://crm.example.com", True),
        ("http://127.0.0.1:8000", True),
        ("http://localhost:8000", True),
        ("http://crm.example.com", False),
        ("https://my_crm.example.com", False),
        ("https://crm.example.com?x=1", False),
        ("https://", False),
    ],
)
def test_the_public_address_is_one_that_twilio_calls(address: str, well: bool) -> None:
    """https, no underscore; this machine's own for trying out."""
    assert machine.public_url(address).well is well


def test_a_folder_that_cannot_be_written_to_is_told(
    seeded: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A file stands in its place."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("SPOOL_DIR", str(tmp_path / "file"))
    assert line(seeded("doctor").output, "SPOOL_DIR").startswith("✗")


def test_assets_and_translations_that_are_not_built_are_told(tmp_path: Path) -> None:
    """A catalogue older than its source counts as not built."""
    catalogue = tmp_path / "pages" / "translations" / "ru" / "LC_MESSAGES" / "messages.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.touch()
    assert [one.well for one in machine.pages(tmp_path)] == [False, False]
    catalogue.with_suffix(".mo").touch()
    (tmp_path / "var" / "assets").mkdir(parents=True)
    for name in machine.BUILT:
        (tmp_path / "var" / "assets" / name).touch()
    assert [one.well for one in machine.pages(tmp_path)] == [True, True]


def test_the_time_zone_data_here_are_new_enough() -> None:
    """Kazakhstan's change of 2024."""
    assert machine.zones().well
