"""Guides are told: each notice becomes one message, and the evening before the group's list.

The notice is written with the booking's own change (crm.bookings.guides); here it is put on
the road of all messages. It counts as processed when the provider took the message
(crm.messages.follow) or an agent ticked it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from crm import hours, tasks
from crm.db import nudge
from crm.flows.guides import MANIFEST, TEMPLATES
from crm.messages import address, automatic, compose
from crm.messages.automatic import Occasion
from crm.models import (
    Client,
    Communication,
    GuideNotification,
    Organization,
    TourDeparture,
    User,
)

URGENT = timedelta(hours=12)
"""What concerns a departure so soon does not wait for the office to open."""


@dataclass(frozen=True)
class Answer:
    """Of the last notice about each booking of a departure, how many reached its guide."""

    notices: int
    told: int
    acknowledged: int


WAITING = """SELECT n.id FROM guide_notifications n
    WHERE NOT n.processed AND n.communication_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM tasks t WHERE t.closed_at IS NULL AND t.kind = 'guide_not_told'
            AND t.subject = 'guide_notifications:' || n.id)"""
"""What the clock asks: notices that nobody has begun to tell."""

LISTS = """SELECT d.id FROM tour_departures d
    WHERE d.guide_id IS NOT NULL AND d.seats_taken > 0 AND d.starts_at > :now
      AND d.departure_date <= CAST(:now AS date) + 2 AND d.status IN ('scheduled', 'open', 'closed')
      AND ((d.departure_date - 1) + time '18:00') AT TIME ZONE d.timezone <= :now
      AND d.list_told_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM communications c WHERE c.dedupe_key = 'manifest:' || d.id)
      AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.closed_at IS NULL
          AND t.kind = 'guide_not_told' AND t.subject = 'tour_departures:' || d.id)"""
"""Departures of tomorrow (in their own zone, from 18:00) whose guide has no list yet."""

_WAITING = text(f"{WAITING} ORDER BY n.received_at, n.id LIMIT :limit FOR UPDATE SKIP LOCKED")
_LISTS = text(f"{LISTS} ORDER BY d.starts_at, d.id LIMIT :limit")


def tell(session: Session, now: datetime, limit: int) -> int:
    """Queue up to `limit` notices and lists, or ask a person where a guide cannot be reached."""
    notices = session.scalars(_WAITING, {"limit": limit}).all()
    for notice_id in notices:
        _notice(session, session.get_one(GuideNotification, notice_id), now)
    lists = session.scalars(_LISTS, {"limit": limit, "now": now}).all()
    for departure_id in lists:
        _list(session, session.get_one(TourDeparture, departure_id), now)
    return len(notices) + len(lists)


def tick(session: Session, notice: GuideNotification, now: datetime) -> None:
    """An agent has told the guide in another way: what still waits is not sent."""
    session.refresh(notice, with_for_update=True)
    if not notice.processed:
        notice.processed, notice.processed_at = True, now
    session.flush()
    tasks.close(session, "guide_not_told", f"guide_notifications:{notice.id}", now)
    session.execute(
        update(Communication)
        .where(
            Communication.id == notice.communication_id, Communication.whatsapp_status == "queued"
        )
        .values(whatsapp_status="suppressed", suppressed_reason="skipped", updated_at=now)
    )


def tick_list(session: Session, departure_id: int, now: datetime) -> None:
    """An agent has given the guide tomorrow's list in another way: it is not sent."""
    session.execute(
        update(TourDeparture).where(TourDeparture.id == departure_id).values(list_told_at=now)
    )
    tasks.close(session, "guide_not_told", f"tour_departures:{departure_id}", now)


def tell_again(session: Session, notice: GuideNotification, user: User, now: datetime) -> None:
    """A person has the guide told once more: in a new message where one had failed, else by
    the clock, which finds a notice that nobody has begun to tell."""
    session.refresh(notice, with_for_update=True)
    if notice.communication_id is not None:
        failed = session.get_one(Communication, notice.communication_id)
        key = f"guide:{notice.id}:{failed.id}"
        notice.communication_id = compose.retry(session, failed, user, key, now).id
        session.flush()
    tasks.close(session, "guide_not_told", f"guide_notifications:{notice.id}", now)
    nudge(session)


def acknowledged(session: Session, notice: GuideNotification, now: datetime) -> None:
    """The guide pressed the button: it was read, whatever the provider said of it."""
    session.refresh(notice, with_for_update=True)
    notice.acknowledged_at = notice.acknowledged_at or now
    if not notice.processed:
        notice.processed, notice.processed_at = True, now
    session.flush()
    tasks.close(session, "guide_not_told", f"guide_notifications:{notice.id}", now)


def of_booking(session: Session, booking_id: int) -> list[GuideNotification]:
    """What the guides of a booking were to be told, the oldest first."""
    return list(
        session.scalars(
            select(GuideNotification)
            .where(GuideNotification.booking_id == booking_id)
            .order_by(GuideNotification.id)
        )
    )


def answer_of(session: Session, departure: TourDeparture) -> Answer:
    """What the departure's guide has been told of it, and has acknowledged."""
    last = session.scalars(
        select(GuideNotification)
        .where(
            GuideNotification.tour_departure_id == departure.id,
            GuideNotification.guide_id == departure.guide_id,
        )
        .ext(distinct_on(GuideNotification.booking_id))
        .order_by(GuideNotification.booking_id, GuideNotification.id.desc())
    ).all()
    return Answer(
        notices=len(last),
        told=sum(notice.processed for notice in last),
        acknowledged=sum(notice.acknowledged_at is not None for notice in last),
    )


def _notice(session: Session, notice: GuideNotification, now: datetime) -> None:
    departure = session.get_one(TourDeparture, notice.tour_departure_id)
    occasion = Occasion(
        booking_id=notice.booking_id,
        about={"notification": notice.id, "departure": departure.id},
        not_before=_when(session, departure, now),
    )
    key = f"guide:{notice.id}"
    notice.communication_id = _queue(
        session, notice.guide_id, TEMPLATES[notice.event], key, occasion, now
    )
    session.flush()
    if notice.communication_id is None:
        _ask_person(session, departure, f"guide_notifications:{notice.id}", now)


def _list(session: Session, departure: TourDeparture, now: datetime) -> None:
    assert departure.guide_id is not None  # noqa: S101  (the query asks for one)
    occasion = Occasion(about={"departure": departure.id})
    key = f"manifest:{departure.id}"
    if _queue(session, departure.guide_id, MANIFEST, key, occasion, now) is None:
        _ask_person(session, departure, f"tour_departures:{departure.id}", now)


def _queue(
    session: Session, guide_id: int, template: str, key: str, occasion: Occasion, now: datetime
) -> int | None:
    """The message's id; None where WhatsApp cannot reach the guide."""
    thread = address.of_client(session, session.get_one(Client, guide_id), now)
    if thread is None:
        return None
    queued = automatic.queue(session, thread, template, key, now, occasion=occasion)
    # Another worker may have queued it at this moment: that is no guide who cannot be reached.
    return queued or session.scalar(select(Communication.id).where(Communication.dedupe_key == key))


def _when(session: Session, departure: TourDeparture, now: datetime) -> datetime:
    """When the office is open next; at once where the trip is near."""
    if now <= departure.starts_at <= now + URGENT:
        return now
    organization = session.get_one(Organization, departure.organization_id)
    opening = hours.next_opening(organization.working_hours, organization.timezone, now)
    return opening or now


def _ask_person(session: Session, departure: TourDeparture, subject: str, now: datetime) -> None:
    tasks.open_for(
        session,
        tasks.Matter(
            kind="guide_not_told",
            subject=subject,
            organization_id=departure.organization_id,
            reason="unreachable",
            facts={"departure": departure.id},
        ),
        now,
    )
