"""Bookings and money by month, a currency by itself."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from crm.statistics import income
from crm.statistics.month import Month
from tests.booking_factories import make_booking, make_payment, make_refund
from tests.factories import NOW, make_client, make_organization

AUGUST = Month(date(2026, 8, 1), "Asia/Almaty")


def test_a_month_has_what_was_confirmed_received_and_sent_back_in_it(session: Session) -> None:
    organization = make_organization(session)
    client = make_client(session, organization)
    booking = make_booking(session, client, confirmed_at=NOW)
    make_booking(session, client, confirmed_at=NOW - timedelta(days=40))
    payment = make_payment(session, booking, Decimal(225000), payment_date=date(2026, 8, 4))
    make_payment(session, booking, Decimal(1000), payment_date=date(2026, 7, 31))
    make_refund(session, payment, Decimal(25000), succeeded_at=NOW)
    *_, july, august = income.by_month(session, organization, "KZT", AUGUST)
    assert (august.bookings, august.sold) == (1, booking.total_amount)
    assert (august.received, august.returned) == (Decimal(225000), Decimal(25000))
    assert (july.received, str(july.month)) == (Decimal(1000), "2026-07")


def test_currencies_are_never_summed(session: Session) -> None:
    organization = make_organization(session)
    client = make_client(session, organization)
    dollars = make_booking(session, client, currency="USD", confirmed_at=NOW)
    make_payment(session, dollars, Decimal(500), payment_date=date(2026, 8, 4))
    assert income.currencies(session, organization) == ["KZT", "USD"]
    assert income.by_month(session, organization, "KZT", AUGUST)[-1].received == 0
    assert income.by_month(session, organization, "USD", AUGUST)[-1].received == 500
