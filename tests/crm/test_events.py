"""What the rules cannot digest: kept whole, replayed, parked; never dropped, never in the way."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from crm import events
from crm.events import Webhook
from crm.models import Communication, DeliveryReport, Task, WebhookEvent
from providers.twilio import TwilioProvider
from tests.factories import NOW, make_organization, make_sender

ACCOUNT = "AC" + "0" * 32
SENDER = "whatsapp:+77270000001"
PROVIDER = TwilioProvider(ACCOUNT, ["t"], "http://127.0.0.1:9", "https://crm.example.com/status")
RULE = "ALTER TABLE communications ADD CONSTRAINT broken CHECK (body <> 'bad')"
MENDED = "ALTER TABLE communications DROP CONSTRAINT broken"

Sessions = sessionmaker[Session]


@pytest.fixture
def sessions(database_url: str) -> Iterator[Sessions]:
    """Sessions on a database with one organization and its number."""
    engine = create_engine(database_url)
    made = sessionmaker(engine)
    with made.begin() as session:
        make_sender(session, make_organization(session), address=SENDER)
    yield made
    engine.dispose()


def message(body: str = "bad", **changed: str) -> Webhook:
    """A signed message."""
    form = {
        "MessageSid": "SM" + "1" * 32,
        "AccountSid": ACCOUNT,
        "From": "whatsapp:+77015550300",
        "To": SENDER,
        "Body": body,
        "ProfileName": "Мария",
        **changed,
    }
    return Webhook("message", [pair for pair in form.items() if pair[1]], None, NOW)


def take(sessions: Sessions, webhook: Webhook) -> None:
    """It comes in."""
    events.take(sessions, PROVIDER, webhook)


def tell(sessions: Sessions, statement: str) -> None:
    """Change the database."""
    with sessions.begin() as session:
        session.execute(text(statement))


def replay(sessions: Sessions, now: Any) -> list[bool]:
    """What the clock's work does: try everything that is due."""
    with sessions.begin() as session:
        due = events.due(session, 20, now)
    return [events.retry(sessions, PROVIDER, event_id, now) for event_id in due]


def kept(sessions: Sessions) -> list[WebhookEvent]:
    """Every event there is."""
    with sessions() as session:
        return list(session.scalars(select(WebhookEvent).order_by(WebhookEvent.id)))


def count(sessions: Sessions, table: type[Any]) -> int:
    """How many rows there are."""
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_what_a_rule_stumbles_over_is_kept_whole(sessions: Sessions) -> None:
    tell(sessions, RULE)
    webhook = message(New="1", Other="")
    take(sessions, webhook)
    (event,) = kept(sessions)
    assert event.payload == {"form": [list(pair) for pair in webhook.form], "public_id": None}
    assert event.error is not None
    assert event.error.startswith("IntegrityError")
    assert (event.attempts, event.processed_at, event.parked_at) == (1, None, None)
    assert event.next_attempt_at == NOW + timedelta(seconds=5)
    assert count(sessions, Communication) == 0


def test_the_next_message_is_not_held_up(sessions: Sessions) -> None:
    tell(sessions, RULE)
    take(sessions, message())
    take(sessions, message("good", MessageSid="SM" + "2" * 32))
    assert count(sessions, Communication) == 2


def test_a_repeat_of_what_was_kept_is_one_event(sessions: Sessions) -> None:
    tell(sessions, RULE)
    take(sessions, message())
    take(sessions, message())
    assert len(kept(sessions)) == 1


def test_once_the_cause_is_gone_it_is_digested_once_at_its_own_instant(sessions: Sessions) -> None:
    tell(sessions, RULE)
    take(sessions, message())
    assert replay(sessions, NOW + timedelta(seconds=4)) == []
    tell(sessions, MENDED)
    later = NOW + timedelta(hours=1)
    assert replay(sessions, later) == [True]
    assert replay(sessions, later + timedelta(days=1)) == []
    with sessions() as session:
        row = session.scalars(
            select(Communication).where(Communication.direction == "inbound")
        ).one()
        assert (row.created_at, row.body) == (NOW, "bad")
    (event,) = kept(sessions)
    assert (event.processed_at, event.error) == (later, None)


def test_a_repeat_that_was_digested_first_leaves_nothing_to_replay(sessions: Sessions) -> None:
    tell(sessions, RULE)
    take(sessions, message())
    tell(sessions, MENDED)
    take(sessions, message())
    assert replay(sessions, NOW + timedelta(seconds=5)) == [True]
    assert count(sessions, Communication) == 2


def test_the_pauses_grow_and_after_the_eighth_try_a_person_is_asked(sessions: Sessions) -> None:
    tell(sessions, RULE)
    take(sessions, message())
    now, pauses = NOW, []
    while (due := kept(sessions)[0].next_attempt_at) and kept(sessions)[0].parked_at is None:
        pauses.append((due - now).total_seconds())
        now = due
        assert replay(sessions, now) == [False]
    (event,) = kept(sessions)
    assert (event.attempts, event.parked_at, event.processed_at) == (8, now, None)
    assert pauses == sorted(pauses)
    with sessions() as session:
        task = session.scalars(select(Task)).one()
        assert (task.kind, task.subject) == ("event_parked", f"webhook_events:{event.id}")
        assert task.organization_id is not None


def test_a_person_replays_what_was_parked_and_its_task_closes(sessions: Sessions) -> None:
    take(sessions, message("good", To="whatsapp:+77279999999"))
    with sessions.begin() as session:
        make_sender(session, make_organization(session), address="whatsapp:+77279999999")
        (event,) = events.unprocessed(session)
        events.replay(session, event, NOW + timedelta(days=1))
    assert replay(sessions, NOW + timedelta(days=1)) == [True]
    with sessions() as session:
        assert session.scalars(select(Task.closed_at)).one() is not None
        assert session.scalars(select(Communication.created_at)).all()[0] == NOW


def test_a_number_that_is_none_of_ours_is_parked_at_once(sessions: Sessions) -> None:
    take(sessions, message(To="whatsapp:+77279999999"))
    (event,) = kept(sessions)
    assert (event.parked_at, event.processed_at) == (NOW, None)
    assert event.organization_id is not None
    assert replay(sessions, NOW + timedelta(days=1)) == []
    assert count(sessions, Task) == 1


def test_with_two_organizations_nobody_guesses_whose_it_is(sessions: Sessions) -> None:
    with sessions.begin() as session:
        make_organization(session)
    take(sessions, message(To="whatsapp:+77279999999"))
    assert [event.organization_id for event in kept(sessions)] == [None]


@pytest.mark.parametrize(
    "changed",
    [
        {"MessageSid": ""},
        {"From": "+77015550300"},
        {"From": "nobody"},
        {"AccountSid": "AC" + "9" * 32},
        {"From": SENDER},
    ],
)
def test_what_can_never_be_a_message_is_kept_and_done_with(
    sessions: Sessions, changed: dict[str, str]
) -> None:
    take(sessions, message("good", **changed))
    take(sessions, message("good", **changed))
    (event,) = kept(sessions)
    assert event.error is not None
    assert (event.processed_at, event.parked_at) == (NOW, None)
    assert (count(sessions, Communication), count(sessions, Task)) == (0, 0)


def test_signs_the_database_cannot_keep_do_not_stop_an_event(sessions: Sessions) -> None:
    form = [("MessageStatus", "sent\x00"), ("Na\x00me", "\ud800")]
    take(sessions, Webhook("status", form, "\x00\udc00", NOW))
    assert kept(sessions)[0].payload["form"] == [["MessageStatus", "sent"], ["Name", "?"]]


def test_a_status_callback_nobody_knows_is_a_kept_report_and_no_event(sessions: Sessions) -> None:
    form = {"MessageSid": "SM" + "3" * 32, "AccountSid": ACCOUNT, "MessageStatus": "delivered"}
    take(sessions, Webhook("status", list(form.items()), None, NOW))
    assert (count(sessions, DeliveryReport), kept(sessions)) == (1, [])


def test_one_event_that_takes_too_long_does_not_keep_the_others(sessions: Sessions) -> None:
    tell(sessions, RULE)
    take(sessions, message())
    take(sessions, message(MessageSid="SM" + "2" * 32, From="whatsapp:+77015550301"))
    tell(sessions, MENDED)
    tell(sessions, SLOW)
    assert replay(sessions, NOW + timedelta(minutes=1)) == [False, True]


SLOW = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.phone = '+77015550300' THEN RAISE EXCEPTION 'too slow' USING ERRCODE = '57014'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER slow BEFORE INSERT ON clients FOR EACH ROW EXECUTE FUNCTION slow()
"""


def test_nothing_is_kept_and_all_is_told_while_the_database_is_away() -> None:
    engine = create_engine("postgresql+psycopg://nobody@127.0.0.1:9/none")
    with pytest.raises(SQLAlchemyError):
        take(sessionmaker(engine), message())


def test_a_deadlock_is_tried_once_more(sessions: Sessions) -> None:
    tell(sessions, "CREATE SEQUENCE tries")
    tell(sessions, ONCE)
    take(sessions, message("good"))
    assert (count(sessions, Communication), kept(sessions)) == (2, [])


ONCE = """
CREATE FUNCTION once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('tries') = 1 THEN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER once BEFORE INSERT ON clients FOR EACH ROW EXECUTE FUNCTION once()
"""
