"""The files of inbound messages: claimed, stored, refused, or tried again after growing pauses."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import attachments
from crm.models import Attachment, Communication, Conversation
from crm.provider import FetchedMedia, InboundMedia
from tests.factories import (
    NOW,
    make_client,
    make_communication,
    make_conversation,
    make_organization,
    make_sender,
)

PICTURE = FetchedMedia(b"jpeg", "image/jpeg", "a.jpg")
SECOND = timedelta(seconds=1)


@pytest.fixture
def file(session: Session) -> Attachment:
    """A picture that waits to be fetched."""
    organization = make_organization(session)
    client = make_client(session, organization)
    conversation = make_conversation(session, make_sender(session, organization), client)
    row = make_communication(session, conversation)
    media = (InboundMedia("https://api.twilio.com/Media/ME1", "image/*"),)
    attachments.expect(session, organization.id, row.id, media, NOW)
    return session.scalars(select(Attachment).where(Attachment.communication_id == row.id)).one()


def test_a_claimed_file_comes_back_if_its_worker_dies(session: Session, file: Attachment) -> None:
    (wanted,) = attachments.claim(session, 5, NOW)
    assert (wanted.id, wanted.attempts) == (file.id, 1)
    assert attachments.claim(session, 5, NOW + SECOND) == []
    assert len(attachments.claim(session, 5, NOW + attachments.LEASE)) == 1


def test_a_stored_file_is_described_by_its_content(session: Session, file: Attachment) -> None:
    (wanted,) = attachments.claim(session, 5, NOW)
    attachments.stored(session, wanted, PICTURE, "0" * 64)
    session.refresh(file)
    assert (file.state, file.storage_key, file.size) == ("stored", "0" * 64, 4)
    assert (file.content_type, file.file_name, file.error) == ("image/jpeg", "a.jpg", None)


def test_a_missing_file_is_tried_again_soon_then_after_growing_pauses(
    session: Session, file: Attachment
) -> None:
    now, waited = NOW, []
    while file.state == "waiting":
        (wanted,) = attachments.claim(session, 5, now)
        attachments.try_later(session, wanted, "HTTP 404", now)
        session.refresh(file)
        waited.append((file.next_attempt_at - now).total_seconds())
        now = file.next_attempt_at
    assert (file.state, file.error) == ("missing", "HTTP 404")
    assert waited[0] <= 10
    assert waited[:-1] == sorted(waited[:-1])
    assert sum(waited) > 6 * 3600


def test_the_end_of_an_old_try_changes_nothing(session: Session, file: Attachment) -> None:
    (old,) = attachments.claim(session, 5, NOW)
    (new,) = attachments.claim(session, 5, NOW + attachments.LEASE)
    attachments.refused(session, old, "too large")
    session.refresh(file)
    assert file.state == "waiting"
    attachments.stored(session, new, PICTURE, "0" * 64)
    attachments.refused(session, new, "too large")
    session.refresh(file)
    assert file.state == "stored"


def test_an_agent_can_ask_again_for_what_was_given_up(session: Session, file: Attachment) -> None:
    (wanted,) = attachments.claim(session, 5, NOW)
    attachments.refused(session, wanted, "too large")
    session.refresh(file)
    attachments.fetch_again(session, file, NOW + SECOND)
    (again,) = attachments.claim(session, 5, NOW + SECOND)
    assert again.attempts == 1


def test_no_more_than_the_limit_is_claimed(session: Session, file: Attachment) -> None:
    media = [InboundMedia(f"https://x/{number}", "image/jpeg") for number in range(5)]
    message = session.get_one(Communication, file.communication_id)
    conversation = session.get_one(Conversation, message.conversation_id)
    row = make_communication(session, conversation)
    attachments.expect(session, file.organization_id, row.id, media, NOW)
    assert len(attachments.claim(session, 4, NOW)) == 4
    assert len(attachments.claim(session, 4, NOW)) == 2
