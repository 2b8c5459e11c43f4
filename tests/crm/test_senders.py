"""The lease of a sender: one drain at a time, taken over from one that is silent."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import senders
from crm.models import Task, WhatsappSender
from tests.factories import NOW, make_organization, make_sender

LEASE = timedelta(seconds=15)
SECOND = timedelta(seconds=1)


@pytest.fixture
def sender(session: Session) -> WhatsappSender:
    """One of our numbers, drained by `one` since NOW."""
    sender = make_sender(session, make_organization(session))
    assert senders.take_lease(session, sender.id, "one", NOW)
    return sender


def test_the_lease_is_one_drains_and_is_renewed(session: Session, sender: WhatsappSender) -> None:
    assert not senders.take_lease(session, sender.id, "two", NOW + SECOND)
    assert senders.take_lease(session, sender.id, "one", NOW + 10 * SECOND)
    assert not senders.take_lease(session, sender.id, "two", NOW + LEASE + SECOND)


def test_a_silent_drain_is_taken_over(session: Session, sender: WhatsappSender) -> None:
    assert not senders.take_lease(session, sender.id, "two", NOW + LEASE)
    assert senders.take_lease(session, sender.id, "two", NOW + LEASE + SECOND)
    assert not senders.take_lease(session, sender.id, "one", NOW + LEASE + SECOND)


def test_a_lease_is_dropped_only_by_its_owner(session: Session, sender: WhatsappSender) -> None:
    senders.drop_lease(session, sender.id, "two")
    assert not senders.take_lease(session, sender.id, "two", NOW)
    senders.drop_lease(session, sender.id, "one")
    assert senders.take_lease(session, sender.id, "two", NOW)


def test_a_lease_from_a_clock_set_back_locks_nobody_out(
    session: Session, sender: WhatsappSender
) -> None:
    assert senders.take_lease(session, sender.id, "two", NOW - timedelta(hours=1))


def test_a_pause_is_one_task_and_keeps_its_first_reason(
    session: Session, sender: WhatsappSender
) -> None:
    for code in ("20003", "63112"):
        senders.pause(session, sender.id, code, "no", NOW)
    session.refresh(sender)
    assert sender.paused_code == "20003"
    assert session.scalars(select(Task.reason)).all() == ["20003"]
