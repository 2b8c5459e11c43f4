"""`flask tasks`."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import task_words
from crm import tasks
from crm.models import Communication, Organization, Task, WhatsappSender
from crm.models.task import KINDS
from tests.commands.conftest import Run
from tests.commands.trade import quoted, said, stock
from tests.factories import NOW, make_client, make_conversation, make_outbound


def unsettled(rows: Session) -> Communication:
    """A message nobody knows the outcome of, with its task."""
    organization = rows.scalars(select(Organization)).one()
    sender = rows.scalars(select(WhatsappSender)).one()
    client = make_client(rows, organization, name="Мария", phone="+77012345678")
    conversation = make_conversation(rows, sender, client)
    row = make_outbound(rows, conversation, whatsapp_status="sending", claimed_at=NOW)
    matter = tasks.Matter(
        "unknown_outcome",
        f"communications:{row.id}",
        organization.id,
        "not_in_list",
        conversation_id=conversation.id,
    )
    tasks.open_for(rows, matter, NOW)
    rows.commit()
    return row


def test_an_empty_list_says_so(seeded: Run) -> None:
    """No task, no table."""
    assert seeded("tasks").output == "Nothing waits for a person.\n"


def test_a_task_is_told_with_its_client_and_the_next_step(seeded: Run, rows: Session) -> None:
    """So that nobody has to look the number up."""
    unsettled(rows)
    output = seeded("tasks").output
    assert "a message to Мария (+77012345678) was sent" in output
    assert "flask tasks settle 1 --sent" in output


@pytest.mark.parametrize(("how", "status"), [("--sent", "sent"), ("--not-sent", "queued")])
def test_settling_moves_the_message_and_closes_the_task(
    seeded: Run, rows: Session, how: str, status: str
) -> None:
    """Either way a person knows best."""
    row = unsettled(rows)
    assert seeded("tasks", "settle", "1", how).exit_code == 0
    rows.expire_all()
    assert row.whatsapp_status == status
    assert rows.scalars(select(Task)).one().closed_at is not None


def test_a_task_of_another_kind_cannot_be_settled(seeded: Run, rows: Session) -> None:
    """It closes when its cause is gone."""
    tasks.open_for(rows, tasks.Matter("event_parked", "webhook_events:1", None, "x"), NOW)
    rows.commit()
    result = seeded("tasks", "settle", "1", "--sent")
    assert (result.exit_code, "not about an unknown outcome" in result.output) == (1, True)
    assert "There is no open task 9" in seeded("tasks", "settle", "9", "--sent").output


def test_every_kind_of_task_has_its_words() -> None:
    """A new kind needs a sentence here."""
    assert set(task_words.WORDS) == set(KINDS)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("63024", "it will not go to this number (code 63024)"),
        ("63016", "the 24 hours had ended (code 63016)"),
        ("99999", "no reason is known (code 99999)"),
        ("no_template", "its template is not approved"),
        ("", "no reason was given"),
    ],
)
def test_a_reason_is_said_in_words(reason: str, words: str) -> None:
    """With the provider's code for whoever looks it up."""
    assert task_words.reason(Task(reason=reason, facts={})) == words


def test_who_never_wrote_is_named_by_their_booking(seeded: Run) -> None:
    """A booking that an agent made by phone has no conversation."""
    stock(seeded)
    code = quoted(seeded)
    said(seeded, "bookings", "hold", code)
    said(seeded, "bookings", "request", code)
    said(seeded, "payments", "record", code, "225000")
    said(seeded, "bookings", "cancel", code, "--reason", "заболели")
    assert f"{code} of Мария (+77012345678) is cancelled" in seeded("tasks").output
