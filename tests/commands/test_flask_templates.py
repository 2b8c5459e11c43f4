"""`flask templates …`."""

import shutil
from pathlib import Path

import pytest
import requests
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from crm.models import WhatsappTemplate
from simulator import server
from templates_whatsapp import catalogue
from templates_whatsapp.check import HERE
from tests.commands.conftest import Run

STOCK = catalogue.load()
ALL = len(STOCK)
SUBMITTED = sum(not one.free_form for one in STOCK)


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    """A copy of the stock files."""
    folder = tmp_path / "stock"
    folder.mkdir()
    shutil.copy(HERE / "catalogue.yaml", folder)
    shutil.copytree(HERE / "bodies", folder / "bodies")
    return folder


def break_one(stock: Path) -> None:
    """A variable that the catalogue does not know, on the first line."""
    (stock / "bodies" / "opt_in_ack.en.txt").write_text("Good news, {{ who }}, all is well.\n")


def test_check_passes_the_stock(run: Run) -> None:
    """What we ship can be loaded."""
    result = run("templates", "check")
    assert (result.exit_code, result.output) == (0, f"{ALL} templates, nothing wrong.\n")


def test_check_names_file_line_and_reason(run: Run, stock: Path) -> None:
    """An editor can jump there."""
    break_one(stock)
    result = run("templates", "check", "--folder", str(stock))
    assert result.exit_code == 1
    assert f"{stock}/bodies/opt_in_ack.en.txt:1: the variable `who` is not decl" in result.output


def test_load_refuses_a_broken_one_and_changes_nothing(
    seeded: Run, stock: Path, rows: Session
) -> None:
    """The same line as the check's, and the other changes are not taken either."""
    (stock / "bodies" / "opt_in_ack.ru.txt").write_text("Совсем другой текст.\n")
    break_one(stock)
    result = seeded("templates", "load", "--folder", str(stock))
    assert (result.exit_code, "opt_in_ack.en.txt:1: " in result.output) == (1, True)
    changed = select(WhatsappTemplate).where(WhatsappTemplate.content.contains("другой"))
    assert rows.scalar(changed) is None


def test_a_text_the_provider_holds_is_not_changed_without_a_new_version(
    seeded: Run, stock: Path, rows: Session
) -> None:
    """WhatsApp would go on sending the old one."""
    assert seeded("templates", "submit").exit_code == 0
    (stock / "bodies" / "opt_in_ack.en.txt").write_text("All messages are on again, enjoy.\n")
    result = seeded("templates", "load", "--folder", str(stock))
    assert result.exit_code == 1
    assert "“opt_in_ack” (en)" in result.output
    assert "Raise its version" in result.output
    changed = select(WhatsappTemplate).where(WhatsappTemplate.content.contains("enjoy"))
    assert rows.scalar(changed) is None


def test_submit_makes_each_template_once(seeded: Run, twilio: server.Running) -> None:
    """The second run finds all of them by their friendly names."""
    first, second = seeded("templates", "submit"), seeded("templates", "submit")
    assert first.output.count("created and submitted") == SUBMITTED
    assert second.output.count("there already, approved") == SUBMITTED
    held = requests.get(f"{twilio.url}/control/templates", timeout=10).json()["templates"]
    assert len(held) == SUBMITTED


def test_submit_leaves_out_what_goes_inside_the_window_only(
    seeded: Run, twilio: server.Running
) -> None:
    """Meta has nothing to approve in them."""
    assert "handover" not in seeded("templates", "submit").output
    held = requests.get(f"{twilio.url}/control/templates", timeout=10).json()["templates"]
    assert [one for one in held if one["friendly_name"].startswith("handover")] == []


def test_everything_submitted_passes_the_review(seeded: Run, rows: Session) -> None:
    """Numbers in a row, samples for all, an address that ends in its variable."""
    seeded("templates", "submit")
    approved = select(func.count()).where(WhatsappTemplate.approval_status == "approved")
    assert rows.scalar(approved) == SUBMITTED


def test_submit_hands_in_what_was_only_created(seeded: Run, twilio: server.Running) -> None:
    """A run that broke off is finished by the next."""
    requests.post(
        f"{twilio.url}/control/templates",
        json={
            "body": "x",
            "friendly_name": "welcome_ru_v1",
            "language": "ru",
            "status": "unsubmitted",
        },
        timeout=10,
    )
    assert "welcome_ru_v1: submitted\n" in seeded("templates", "submit").output


def test_submit_says_what_is_refused_and_goes_on(seeded: Run, rows: Session) -> None:
    """One bad template does not hold up the others."""
    rows.execute(text("UPDATE whatsapp_templates SET name = 'a name' WHERE name = 'welcome'"))
    rows.commit()
    result = seeded("templates", "submit")
    assert result.exit_code == 1
    assert result.output.count(": refused: ") == 2
    assert result.output.count(": created and submitted") == SUBMITTED - 2


def test_sync_shows_states_and_reasons(seeded: Run, twilio: server.Running, rows: Session) -> None:
    """As Twilio holds them, and so the rows have them."""
    seeded("templates", "submit")
    address = f"{twilio.url}/control/templates"
    held = requests.get(address, timeout=10).json()["templates"]
    sid = next(one["sid"] for one in held if one["friendly_name"] == "welcome_en_v1")
    wanted = {"status": "rejected", "rejection_reason": "Too salesy"}
    requests.post(f"{address}/{sid}", json=wanted, timeout=10)
    line = next(x for x in seeded("templates", "sync").output.splitlines() if "rejected" in x)
    assert line.split() == ["welcome", "en", "1", "rejected", "Too", "salesy"]
    stored = select(func.count()).where(WhatsappTemplate.approval_status == "rejected")
    assert rows.scalar(stored) == 1


def test_sync_without_twilio_is_a_sentence(seeded: Run, twilio: server.Running) -> None:
    """And not a stack."""
    twilio.stop()
    result = seeded("templates", "sync")
    assert (result.exit_code, result.output) == (
        1,
        "Error: Twilio does not answer just now. Try again.\n",
    )


def test_with_two_organizations_one_must_be_named(seeded: Run, rows: Session) -> None:
    """By id or by name."""
    rows.execute(text("INSERT INTO organizations (name) VALUES ('Second')"))
    rows.commit()
    assert "--organization: 1 (Dreamland PRO), 2 (Second)" in seeded("templates", "load").output
    assert f"{ALL} of {ALL}" in seeded("templates", "load", "--organization", "Second").output
    assert f"0 of {ALL}" in seeded("templates", "load", "--organization", "2").output
