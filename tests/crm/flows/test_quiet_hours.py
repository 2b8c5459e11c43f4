"""Nights in Almaty, Nairobi and Los Angeles while its clocks change: everything goes, by day.

The road runs as the worker runs it (reminders to messages, messages to claims), minute by
minute of a clock of the test's; minutes in which nothing is due are passed over.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.bookings import moments
from crm.messages import automatic
from crm.models import (
    Booking,
    Client,
    Communication,
    Organization,
    PaymentReminder,
    TourDeparture,
    WhatsappSender,
)
from crm.reminders import due, plan
from tests.booking_factories import make_booking, make_departure, make_installment, make_tour
from tests.crm.flows.scene import approve_stock
from tests.crm.messages.sending import take
from tests.factories import make_client, make_conversation, make_organization, make_sender

ZONES = ("Asia/Almaty", "Africa/Nairobi", "America/Los_Angeles")
CHANGES = {"spring": date(2026, 3, 8), "autumn": date(2026, 11, 1)}
MINUTE = timedelta(minutes=1)
EVERY = timedelta(minutes=47)
LAST_CALLS = ("hold_expiring",)


class Sent(NamedTuple):
    """A message, when it was due, and when it went."""

    name: str
    zone: str
    wanted: datetime
    at: datetime


@pytest.mark.parametrize("day", CHANGES.values(), ids=CHANGES)
def test_each_goes_in_its_first_allowed_minute(session: Session, day: date) -> None:
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=12)
    scene = Office(session, begin)
    for zone in ZONES:
        scene.spread(zone, begin, begin + timedelta(hours=40))
        scene.remind(zone, day)
    sent = scene.run(begin + timedelta(days=4))
    assert scene.left() == 0
    assert len(sent) == len(scene.wanted)
    for one in sent:
        assert _is_day(one.at, one.zone), one
        first = _last(one) if one.name in LAST_CALLS else _first(one)
        assert one.at == first, one
    early = {one.name for one in sent if one.at < one.wanted}
    assert early == set(LAST_CALLS)
    assert {one.zone for one in sent if one.at > one.wanted} == set(ZONES)


def _is_day(at: datetime, zone: str) -> bool:
    return 9 <= at.astimezone(ZoneInfo(zone)).hour < 21


def _first(one: Sent) -> datetime:
    """Counted, not reckoned: minute after minute."""
    at = one.wanted
    while not _is_day(at, one.zone):
        at += MINUTE
    return at


def _last(one: Sent) -> datetime:
    at = one.wanted
    while not _is_day(at, one.zone):
        at -= MINUTE
    return at


class Office:
    """An operator whose messages are due all day and night."""

    def __init__(self, session: Session, begin: datetime) -> None:
        """One sender, one departure in summer."""
        self.session = session
        self.begin = begin
        self.organization: Organization = make_organization(session, reminder_time="22:30")
        session.refresh(self.organization)
        approve_stock(session, self.organization)
        self.sender: WhatsappSender = make_sender(session, self.organization)
        tour = make_tour(session, self.organization, capacity=1000)
        self.departure: TourDeparture = make_departure(
            session, tour, departure_date=begin.date() + timedelta(days=200)
        )
        self.wanted: dict[int, tuple[str, datetime]] = {}

    def booking(self, zone: str, status: str, **values: Any) -> Booking:
        """A client of that zone who wrote long ago, with a booking."""
        client = make_client(self.session, self.organization, timezone=zone)
        conversation = make_conversation(
            self.session, self.sender, client, last_inbound_at=self.begin - timedelta(days=9)
        )
        return make_booking(
            self.session,
            client,
            self.departure,
            status,
            conversation_id=conversation.id,
            created_at=self.begin - timedelta(days=30),
            **values,
        )

    def spread(self, zone: str, begin: datetime, end: datetime) -> None:
        """A message each 47 minutes; every other one is the last call of a hold."""
        at, turn = begin, 0
        while at < end:
            until = at + timedelta(days=1)
            booking = self.booking(zone, "hold", hold_expires_at=until, grace_until=until)
            name, planned = "booking_hold_created", at
            if turn % 2:
                name, planned = "hold_expiring", moments.last_call(self.session, booking, at)
            if planned >= begin:
                key = f"{name}:{booking.id}:{until:%Y%m%d%H%M}"
                row = automatic.queue_for_booking(
                    self.session, booking, name, key, begin, not_before=planned
                )
                assert row is not None
                self.wanted[row] = (zone, at)
            at, turn = at + EVERY, turn + 1

    def remind(self, zone: str, day: date) -> None:
        """A part of a price that is due today; its reminders are planned for half past ten."""
        booking = self.booking(zone, "confirmed")
        make_installment(self.session, booking, due_date=day)
        plan.plan(self.session, booking, self.begin)

    def run(self, end: datetime) -> list[Sent]:
        """Work until then; what went, and when."""
        now, sent = self.begin, []
        while now <= end:
            due.send_due(self.session, now, 100)
            for one in take(self.session, self.sender.id, now, limit=100):
                row = self.session.get_one(Communication, one.id)
                row.whatsapp_status, row.sent_at = "sent", now
                self.session.flush()
                sent.append(self._sent(row, now))
            now = max(now + MINUTE, self._next())
        return sent

    def _sent(self, row: Communication, at: datetime) -> Sent:
        if row.id not in self.wanted:
            reminder = self.session.get_one(PaymentReminder, row.about["reminder"])
            booking = self.session.get_one(Booking, row.booking_id)
            zone = str(self.session.get_one(Client, booking.client_id).timezone)
            day = reminder.local_due_date + timedelta(days=reminder.offset_days)
            night = datetime(day.year, day.month, day.day, 22, 30, tzinfo=ZoneInfo(zone))
            self.wanted[row.id] = (zone, night.astimezone(UTC))
        zone, wanted = self.wanted[row.id]
        return Sent(str(row.template_name), zone, wanted, at)

    def left(self) -> int:
        """What has not gone: nothing may be lost."""
        count = select(func.count()).select_from(Communication)
        gone = count.where(Communication.whatsapp_status != "sent")
        return self.session.scalar(gone) or 0

    def _next(self) -> datetime:
        """The next minute in which anything is due."""
        rows = self.session.scalar(
            select(func.min(Communication.not_before)).where(
                Communication.whatsapp_status == "queued"
            )
        )
        reminders = self.session.scalar(
            select(func.min(PaymentReminder.scheduled_at)).where(
                PaymentReminder.status == "scheduled"
            )
        )
        found = [at for at in (rows, reminders) if at is not None]
        at = min(found, default=datetime.max.replace(tzinfo=UTC))
        return at if at == at.replace(second=0, microsecond=0) else at + MINUTE
