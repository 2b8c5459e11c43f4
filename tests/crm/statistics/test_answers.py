"""How long clients waited: from their first word to a person's, in working time."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from crm.models import Conversation, Organization
from crm.statistics import answers
from crm.statistics.month import Month
from tests.factories import (
    NOW,
    make_client,
    make_communication,
    make_conversation,
    make_organization,
    make_outbound,
    make_sender,
)

MINUTE = timedelta(minutes=1)
AUGUST = Month(NOW.date().replace(day=1), "Asia/Almaty")


@pytest.fixture
def organization(session: Session) -> Organization:
    """An operator that works from nine to six."""
    return make_organization(session)


@pytest.fixture
def talk(session: Session, organization: Organization) -> Conversation:
    """A conversation without messages."""
    sender = make_sender(session, organization)
    return make_conversation(session, sender, make_client(session, organization))


def say(
    session: Session, talk: Conversation, author: str, after: timedelta, **values: object
) -> None:
    """A message so long after NOW, a Tuesday at ten."""
    make = make_communication if author == "client" else make_outbound
    status = {} if author == "client" else {"whatsapp_status": "read"}
    make(session, talk, author=author, created_at=NOW + after, **{**status, **values})


def lasted(session: Session, organization: Organization) -> list[timedelta | None]:
    """The waits of August."""
    found = answers.waits(session, organization, AUGUST, NOW + timedelta(days=3))
    return [wait.lasted for wait in found]


def test_a_wait_lasts_from_the_first_word_to_a_persons_answer(
    session: Session, organization: Organization, talk: Conversation
) -> None:
    for author, minute in (("client", 0), ("client", 2), ("system", 3), ("agent", 5), ("agent", 6)):
        say(session, talk, author, minute * MINUTE)
    say(session, talk, "client", 30 * MINUTE)
    say(session, talk, "agent", 31 * MINUTE)
    assert lasted(session, organization) == [5 * MINUTE, MINUTE]


def test_what_failed_is_no_answer(
    session: Session, organization: Organization, talk: Conversation
) -> None:
    say(session, talk, "client", 0 * MINUTE)
    say(session, talk, "agent", MINUTE, whatsapp_status="failed")
    assert lasted(session, organization) == [None]


def test_the_night_does_not_count(
    session: Session, organization: Organization, talk: Conversation
) -> None:
    say(session, talk, "client", timedelta(hours=7, minutes=55))  # 17:55
    say(session, talk, "agent", timedelta(hours=23, minutes=5))  # 9:05 the next day
    assert lasted(session, organization) == [10 * MINUTE]


def test_figures_and_hours(
    session: Session, organization: Organization, talk: Conversation
) -> None:
    for minute in (0, 20, 80):
        say(session, talk, "client", minute * MINUTE)
        say(session, talk, "agent", minute * MINUTE + (minute // 4 + 1) * MINUTE)
    found = answers.waits(session, organization, AUGUST, NOW + timedelta(days=3))
    summed = answers.summed(found)
    assert (summed.waits, summed.half_within, summed.missed) == (3, 6 * MINUTE, 0)
    assert summed.soon == pytest.approx(2 / 3)
    hours = answers.by_hour(found, "Asia/Almaty")
    assert [(one.hour, one.answered, one.most_within) for one in hours] == [
        (10, 2, 6 * MINUTE),
        (11, 1, 21 * MINUTE),
    ]


def test_who_was_not_answered_in_time_is_counted(
    session: Session, organization: Organization, talk: Conversation
) -> None:
    say(session, talk, "client", 0 * MINUTE)
    say(session, talk, "agent", timedelta(hours=30))
    found = answers.waits(session, organization, AUGUST, NOW + timedelta(days=3))
    assert answers.summed(found).missed == 1


def test_another_month_and_operator_are_left_out(
    session: Session, organization: Organization, talk: Conversation
) -> None:
    say(session, talk, "client", timedelta(days=-5))
    say(session, talk, "client", timedelta(days=40))
    assert lasted(session, organization) == []
    assert lasted(session, make_organization(session)) == []
