"""`flask senders …`."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import senders
from crm.models import Task, WhatsappSender
from tests.commands.conftest import Run
from tests.factories import NOW
from tests.product import SENDER


def test_a_second_number_is_added_and_listed(seeded: Run) -> None:
    """With its own rate."""
    added = seeded("senders", "add", "+14155238886", "--name", "Sales", "--rate", "20")
    assert added.output == "whatsapp:+14155238886 “Sales”, 20/s, sends\n"
    assert seeded("senders", "list").output.splitlines() == [
        f"{SENDER} “Dreamland PRO”, 80/s, sends [Dreamland PRO]",
        "whatsapp:+14155238886 “Sales”, 20/s, sends [Dreamland PRO]",
    ]


def test_a_taken_or_malformed_number_is_refused(seeded: Run) -> None:
    """A number has one organization."""
    assert "is a sender already" in seeded("senders", "add", SENDER).output
    assert "is no sender" in seeded("senders", "add", "whatsapp:sales").output
    assert seeded("senders", "add", SENDER).exit_code == 1


def test_the_rate_is_changed_within_reason(seeded: Run, rows: Session) -> None:
    """Zero would stop it silently."""
    assert seeded("senders", "set", SENDER, "--rate", "0").exit_code == 1
    assert seeded("senders", "set", SENDER, "--rate", "12.5").exit_code == 0
    assert rows.scalar(select(WhatsappSender.rate_per_second)) == 12.5


def test_a_paused_number_is_resumed_and_its_task_closed(seeded: Run, rows: Session) -> None:
    """After a person has mended what the provider named."""
    senders.pause(rows, 1, "63007", "No channel found", NOW)
    rows.commit()
    assert "paused since 2026-08-04 05:00 UTC: No channel" in seeded("senders", "list").output
    assert f"flask senders resume {SENDER}" in seeded("tasks").output
    assert seeded("senders", "resume", SENDER).output == f"{SENDER} sends again.\n"
    assert rows.scalars(select(Task)).one().closed_at is not None
    assert "was not paused" in seeded("senders", "resume", SENDER).output
