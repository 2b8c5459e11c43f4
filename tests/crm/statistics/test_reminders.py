"""What reminders brought in: only money that came soon after one, and once."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from crm.models import Booking, Organization
from crm.statistics import reminders
from crm.statistics.month import Month
from crm.statistics.reminders import Brought
from tests.booking_factories import (
    make_booking,
    make_installment,
    make_payment,
    make_reminder,
)
from tests.factories import (
    NOW,
    make_client,
    make_conversation,
    make_organization,
    make_outbound,
    make_sender,
)

AUGUST = Month(date(2026, 8, 1), "Asia/Almaty")
HOUR = timedelta(hours=1)


def reminded(session: Session, organization: Organization, *after: timedelta) -> Booking:
    """A booking whose client was reminded so long after NOW, three days before, and again."""
    client = make_client(session, organization)
    talk = make_conversation(session, make_sender(session, organization), client)
    booking = make_booking(session, client, status="payment_pending")
    part = make_installment(session, booking)
    for offset, at in zip((-3, 0), after, strict=False):
        values = {"sent_at": NOW + at, "created_at": NOW + at, "read_at": NOW + at}
        went = make_outbound(session, talk, whatsapp_status="read", **values)
        make_reminder(session, part, offset, communication_id=went.id, status="sent")
    return booking


def test_money_within_two_days_is_counted(session: Session) -> None:
    organization = make_organization(session)
    booking = reminded(session, organization, 0 * HOUR)
    make_payment(session, booking, Decimal(100), succeeded_at=NOW + 47 * HOUR)
    make_payment(session, booking, Decimal(900), succeeded_at=NOW + 49 * HOUR)
    found = reminders.brought(session, organization, "KZT", AUGUST)
    assert found == [Brought(-3, 1, 1, 1, Decimal(100))]


def test_of_two_reminders_the_last_one_before_the_money_brought_it(session: Session) -> None:
    organization = make_organization(session)
    booking = reminded(session, organization, 0 * HOUR, 24 * HOUR)
    make_payment(session, booking, Decimal(100), succeeded_at=NOW + 25 * HOUR)
    found = reminders.brought(session, organization, "KZT", AUGUST)
    assert found == [Brought(-3, 1, 1, 0, Decimal(0)), Brought(0, 1, 1, 1, Decimal(100))]


def test_another_currency_is_another_table(session: Session) -> None:
    organization = make_organization(session)
    reminded(session, organization, 0 * HOUR)
    assert reminders.brought(session, organization, "USD", AUGUST) == []
