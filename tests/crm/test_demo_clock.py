"""The demo's clock: one row, only forward, and a call that flies is not taken for lost."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from crm import demo_clock
from crm.demo_clock import ClockMoved
from crm.models import Communication
from tests import factories
from tests.factories import NOW

NONE, DAY = timedelta(0), timedelta(days=1)


def test_a_clock_never_moved_is_the_real_one(session: Session) -> None:
    assert demo_clock.offset(session) == NONE


def test_it_adds_up(session: Session) -> None:
    demo_clock.move(session, NONE, DAY)
    demo_clock.move(session, DAY, 3 * DAY)
    assert demo_clock.offset(session) == 3 * DAY


def test_of_two_who_move_it_at_once_one_is_refused(session: Session) -> None:
    demo_clock.move(session, NONE, DAY)
    with pytest.raises(ClockMoved):
        demo_clock.move(session, NONE, 2 * DAY)
    assert demo_clock.offset(session) == DAY


def test_it_never_goes_back(session: Session) -> None:
    demo_clock.move(session, NONE, DAY)
    with pytest.raises(ClockMoved):
        demo_clock.move(session, DAY, NONE)


def test_the_look_for_a_call_in_flight_moves_along(session: Session) -> None:
    flying = _outbound(session, "sending", NOW)
    asked_of_a_person = _outbound(session, "sending", None)
    demo_clock.move(session, NONE, DAY)
    session.refresh(flying)
    assert flying.next_look_at == NOW + DAY
    assert asked_of_a_person.next_look_at is None


def _outbound(session: Session, status: str, look: datetime | None) -> Communication:
    organization = factories.make_organization(session)
    sender = factories.make_sender(session, organization)
    client = factories.make_client(session, organization)
    conversation = factories.make_conversation(session, sender, client)
    return factories.make_outbound(session, conversation, whatsapp_status=status, next_look_at=look)
