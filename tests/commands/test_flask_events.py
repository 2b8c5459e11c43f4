"""`flask events …`."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import WebhookEvent
from tests.commands.conftest import Run
from tests.factories import NOW


def keep(rows: Session, name: str, **values: object) -> WebhookEvent:
    """A webhook the rules could not digest."""
    event = WebhookEvent(
        **{
            "kind": "message",
            "event_id": name,
            "payload": {"form": [["Body", "a secret wish"]], "public_id": None},
            "error": "UnknownSender: +1 is none of ours",
            "attempts": 8,
            "received_at": NOW,
            **values,
        }
    )
    rows.add(event)
    rows.commit()
    return event


def test_what_waits_is_listed_with_its_error_but_not_its_text(seeded: Run, rows: Session) -> None:
    """A client's words do not belong on a terminal."""
    keep(rows, "a", parked_at=NOW)
    keep(rows, "b", processed_at=NOW)
    output = seeded("events", "list").output
    assert "8 tries, parked: UnknownSender: +1 is none of ours" in output
    assert "secret wish" not in output
    assert len(output.splitlines()) == 1


def test_one_event_is_replayed(seeded: Run, rows: Session) -> None:
    """From the beginning, at once."""
    event, other = keep(rows, "a", parked_at=NOW), keep(rows, "b", parked_at=NOW)
    assert seeded("events", "replay", str(event.id)).output == "1 to be tried again.\n"
    rows.expire_all()
    assert (event.parked_at, event.attempts) == (None, 0)
    assert (other.parked_at, event.next_attempt_at is None) == (NOW, False)


def test_all_events_are_replayed(seeded: Run, rows: Session) -> None:
    """The parked ones too, the processed ones not."""
    keep(rows, "a", parked_at=NOW)
    keep(rows, "b", next_attempt_at=NOW)
    keep(rows, "c", processed_at=NOW)
    assert seeded("events", "replay", "--all").output == "2 to be tried again.\n"
    assert rows.scalars(select(WebhookEvent.parked_at)).all() == [None, None, None]


def test_an_event_that_does_not_wait_is_a_sentence(seeded: Run) -> None:
    """And neither ID nor --all is a question of usage."""
    assert "No event 5 is waiting" in seeded("events", "replay", "5").output
    assert seeded("events", "replay").exit_code == 2
