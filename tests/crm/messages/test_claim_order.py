"""Which rows may be claimed now: due, in order, one an address, by whoever has the lease."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from crm import senders
from crm.messages import claim
from crm.models import Communication, Conversation, Organization, WhatsappSender
from tests.crm.messages.sending import PUBLIC, take
from tests.factories import (
    NOW,
    make_client,
    make_conversation,
    make_outbound,
    make_template,
    make_welcome,
)

SECOND = timedelta(seconds=1)


def taken(session: Session, sender: WhatsappSender, now: datetime = NOW) -> list[int]:
    """The ids of what is claimed at this moment."""
    return [one.id for one in take(session, sender.id, now)]


def settle(session: Session, row: Communication) -> None:
    """The provider took it."""
    row.whatsapp_status, row.next_look_at = "sent", None
    session.flush()


def test_a_claim_says_since_when_and_when_to_look_for_it(
    session: Session, conversation: Conversation
) -> None:
    row = make_outbound(session, conversation)
    claimed = take(session, row.sender_id)
    assert [(one.id, one.attempt, one.claimed_at) for one in claimed] == [(row.id, 1, NOW)]
    assert (row.whatsapp_status, row.attempts, row.claimed_at) == ("sending", 1, NOW)
    assert row.next_look_at == NOW + timedelta(seconds=25)


def test_nothing_is_claimed_before_its_time(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    row = make_outbound(session, conversation, not_before=NOW + SECOND)
    assert taken(session, sender) == []
    assert taken(session, sender, NOW + SECOND) == [row.id]


def test_one_message_of_an_address_is_in_flight(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    first, second = (make_outbound(session, conversation) for _ in range(2))
    assert taken(session, sender) == [first.id]
    assert taken(session, sender) == []
    settle(session, first)
    assert taken(session, sender) == [second.id]


def test_other_addresses_do_not_wait(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    organization = session.get_one(Organization, sender.organization_id)
    other = make_conversation(session, sender, make_client(session, organization))
    rows = [make_outbound(session, one) for one in (conversation, conversation, other)]
    assert taken(session, sender) == [rows[0].id, rows[2].id]


def test_what_waits_for_its_retry_keeps_its_place(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    make_outbound(session, conversation, attempts=1, not_before=NOW + 8 * SECOND)
    make_outbound(session, conversation)
    assert taken(session, sender) == []


def test_what_is_planned_for_later_holds_nothing_up(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    make_outbound(session, conversation, not_before=NOW + 8 * SECOND)
    now = make_outbound(session, conversation)
    assert taken(session, sender) == [now.id]


def test_an_unknown_outcome_holds_its_address_until_a_person_has_it(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    unknown = make_outbound(
        session, conversation, whatsapp_status="sending", next_look_at=NOW + SECOND
    )
    next_one = make_outbound(session, conversation)
    assert taken(session, sender) == []
    unknown.next_look_at = None
    session.flush()
    assert taken(session, sender) == [next_one.id]


def test_automatic_messages_keep_six_seconds_between_them(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    make_template(session, session.get_one(Organization, sender.organization_id))
    first, second = (make_welcome(session, conversation) for _ in range(2))
    assert taken(session, sender) == [first.id]
    settle(session, first)
    assert taken(session, sender, NOW + timedelta(seconds=5.9)) == []
    assert taken(session, sender, NOW + timedelta(seconds=6.1)) == [second.id]


def test_an_agents_burst_is_not_held_back(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    for _ in range(3):
        row = make_outbound(session, conversation)
        assert taken(session, sender) == [row.id]
        settle(session, row)


def test_a_clock_set_back_does_not_hold_an_address_up(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    make_template(session, session.get_one(Organization, sender.organization_id))
    conversation.last_call_at = NOW + timedelta(hours=3)
    row = make_welcome(session, conversation)
    assert taken(session, sender) == [row.id]


@pytest.mark.parametrize(
    ("owner", "until"), [("other", NOW + SECOND), ("drain", NOW), (None, None)]
)
def test_who_lost_the_lease_claims_nothing(
    session: Session,
    sender: WhatsappSender,
    conversation: Conversation,
    owner: str | None,
    until: datetime | None,
) -> None:
    row = make_outbound(session, conversation)
    sender.lease_owner, sender.lease_until = owner, until
    session.flush()
    assert claim.claim(session, sender.id, "drain", 10, PUBLIC, NOW) == []
    session.refresh(row)
    assert row.whatsapp_status == "queued"


def test_a_paused_sender_sends_nothing_until_it_is_resumed(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    row = make_outbound(session, conversation)
    senders.pause(session, sender.id, "20003", "credentials", NOW)
    assert taken(session, sender) == []
    session.refresh(sender)
    senders.resume(session, sender, NOW)
    assert taken(session, sender) == [row.id]


def test_another_sender_has_its_own_queue(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    make_outbound(session, conversation)
    organization = session.get_one(Organization, sender.organization_id)
    other = WhatsappSender(
        organization_id=organization.id, address="whatsapp:+77270009999", name="Second"
    )
    session.add(other)
    session.flush()
    assert taken(session, other) == []


def test_the_limit_is_kept_and_the_longest_waiting_go_first(
    session: Session, sender: WhatsappSender
) -> None:
    organization = session.get_one(Organization, sender.organization_id)
    rows = [
        make_outbound(
            session,
            make_conversation(session, sender, make_client(session, organization)),
            not_before=NOW - number * SECOND,
        )
        for number in range(3)
    ]
    assert [one.id for one in take(session, sender.id, limit=2)] == [rows[2].id, rows[1].id]


def test_what_was_not_called_is_given_back(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    row = make_outbound(session, conversation)
    claim.give_back(session, take(session, sender.id), NOW)
    session.refresh(row)
    assert (row.whatsapp_status, row.next_look_at) == ("queued", None)
    assert taken(session, sender) == [row.id]


def test_a_claim_of_an_earlier_attempt_gives_nothing_back(
    session: Session, sender: WhatsappSender, conversation: Conversation
) -> None:
    row = make_outbound(session, conversation)
    frozen = take(session, sender.id)
    row.whatsapp_status = "queued"
    session.flush()
    assert taken(session, sender) == [row.id]
    claim.give_back(session, frozen, NOW)
    session.refresh(row)
    assert row.whatsapp_status == "sending"
