"""Rows of bookings for tests: a booking in any status, with its lines and its seats."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm import booking_code, local_time
from crm.models import (
    Booking,
    BookingItem,
    Client,
    Lead,
    Organization,
    Payment,
    PaymentClaim,
    PaymentInstallment,
    PaymentReminder,
    Refund,
    SeatAllocation,
    Tour,
    TourDeparture,
)
from crm.models.booking import HELD, SEATED
from tests.factories import NOW, make_client

DAY = date(2026, 9, 5)
"""When trips of tests begin, a month after NOW."""


def make_tour(session: Session, organization: Organization, **values: Any) -> Tour:
    """Three days in the Altai at 225,000 tenge a person."""
    row = Tour(
        **{
            "organization_id": organization.id,
            "name": "Алтай — горные озёра",
            "base_price": Decimal(225000),
            "currency": "KZT",
            "capacity": 10,
            "duration_days": 3,
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def make_guide(session: Session, organization: Organization, **values: Any) -> Client:
    """A guide: a client of kind `internal`."""
    return make_client(session, organization, **{"kind": "internal", "name": "Асель", **values})


def make_departure(session: Session, tour: Tour, **values: Any) -> TourDeparture:
    """A departure of the tour on DAY at 07:30 in Almaty; without a guide."""
    day: date = values.get("departure_date", DAY)
    zone = values.get("timezone", "Asia/Almaty")
    at = values.get("departure_time", time(7, 30))
    row = TourDeparture(
        **{
            "organization_id": tour.organization_id,
            "tour_id": tour.id,
            "departure_date": day,
            "departure_time": at,
            "end_date": day + timedelta(days=(tour.duration_days or 1) - 1),
            "timezone": zone,
            "starts_at": local_time.starts_at(day, at, zone),
            "price": tour.base_price,
            "currency": tour.currency,
            "capacity": tour.capacity,
            "meeting_point": "Алматы, пр. Абая 10",
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def make_booking(
    session: Session,
    client: Client,
    departure: TourDeparture | None = None,
    status: str = "confirmed",
    *,
    lead: Lead | None = None,
    **values: Any,
) -> Booking:
    """A booking of two people in this status, with one line, and its seats where it has any.

    Without a departure it is a custom trip. What `status` needs beside it (deadline, snapshot,
    instants) is filled in; seats are taken from the departure.
    """
    people = values.pop("num_participants", 2)
    currency = departure.currency if departure else values.pop("currency", "KZT")
    price = departure.price if departure else Decimal(225000)
    total = values.pop("total_amount", price * people)
    row = Booking(
        **{
            "organization_id": client.organization_id,
            "booking_code": booking_code.new("ALT"),
            "client_id": client.id,
            "lead_id": lead.id if lead else None,
            "tour_departure_id": departure.id if departure else None,
            "title": "Алтай — горные озёра",
            "start_date": departure.departure_date if departure else DAY,
            "end_date": departure.end_date if departure else DAY + timedelta(days=2),
            "timezone": departure.timezone if departure else "Asia/Almaty",
            "num_participants": people,
            "total_amount": total,
            "deposit_amount": values.pop("deposit_amount", total / 2),
            "currency": currency,
            "created_at": NOW - timedelta(days=1),
        }
    )
    session.add(row)
    session.flush()
    session.add(_line(row, total))
    session.flush()
    if status in SEATED and departure is not None:
        take_seats(session, row, departure)
    for name, value in {**_of_status(row, status), **values}.items():
        setattr(row, name, value)
    session.flush()
    return row


def take_seats(session: Session, booking: Booking, departure: TourDeparture) -> None:
    """Seats as the rules of seats would claim them, without asking whether there are any."""
    departure.seats_taken += booking.num_participants
    session.add(
        SeatAllocation(
            organization_id=booking.organization_id,
            booking_id=booking.id,
            tour_departure_id=departure.id,
            seats=booking.num_participants,
            created_at=NOW,
        )
    )
    session.flush()


def make_installment(session: Session, booking: Booking, **values: Any) -> PaymentInstallment:
    """The deposit of a booking, due in a week."""
    row = PaymentInstallment(
        **{
            "organization_id": booking.organization_id,
            "booking_id": booking.id,
            "seq": 1,
            "kind": "deposit",
            "amount": booking.deposit_amount,
            "currency": booking.currency,
            "due_date": (NOW + timedelta(days=7)).date(),
            "created_at": NOW - timedelta(days=1),
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def make_payment(session: Session, booking: Booking, amount: Decimal, **values: Any) -> Payment:
    """Money that came: neither allocated to installments nor posted to the ledger."""
    done = values.get("status", "succeeded") == "succeeded"
    row = Payment(
        **{
            "organization_id": booking.organization_id,
            "booking_id": booking.id,
            "amount": amount,
            "currency": booking.currency,
            "payment_date": NOW.date(),
            "payment_method": "kaspi",
            "status": "succeeded",
            "succeeded_at": NOW if done else None,
            "created_at": NOW,
            "updated_at": NOW,
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def make_claim(session: Session, booking: Booking, **values: Any) -> PaymentClaim:
    """“I have paid”, said just now."""
    row = PaymentClaim(
        **{
            "organization_id": booking.organization_id,
            "booking_id": booking.id,
            "source": "button",
            "opened_at": NOW,
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def make_refund(session: Session, payment: Payment, amount: Decimal, **values: Any) -> Refund:
    """Money that went back of a payment."""
    row = Refund(
        **{
            "organization_id": payment.organization_id,
            "booking_id": payment.booking_id,
            "payment_id": payment.id,
            "amount": amount,
            "currency": payment.currency,
            "status": "succeeded",
            "reason": "cancelled",
            "succeeded_at": NOW,
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def make_reminder(
    session: Session, installment: PaymentInstallment, offset_days: int = 0, **values: Any
) -> PaymentReminder:
    """A reminder planned for the installment, due now."""
    names = {-1: "payment_reminder_upcoming", 0: "payment_reminder_due_today", 1: "payment_overdue"}
    sign = (offset_days > 0) - (offset_days < 0)
    row = PaymentReminder(
        **{
            "organization_id": installment.organization_id,
            "installment_id": installment.id,
            "offset_days": offset_days,
            "template_name": names[sign],
            "local_due_date": installment.due_date,
            "scheduled_at": NOW,
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


def _line(booking: Booking, total: Decimal) -> BookingItem:
    return BookingItem(
        organization_id=booking.organization_id,
        booking_id=booking.id,
        kind="tour",
        title=booking.title,
        quantity=1,
        unit_price=total,
        amount=total,
        currency=booking.currency,
    )


def _of_status(booking: Booking, status: str) -> dict[str, Any]:
    """What a booking in this status has beside it."""
    found: dict[str, Any] = {"status": status}
    if status == "quote":
        return {"quote_valid_until": NOW + timedelta(days=3)}
    found["price_snapshot"] = {
        "currency": booking.currency,
        "total": str(booking.total_amount),
        "items": [],
    }
    if status in HELD:
        found["hold_expires_at"] = NOW + timedelta(hours=24)
        found["grace_until"] = NOW + timedelta(hours=26)
    if status in ("confirmed", "paid", "completed"):
        found["confirmed_at"] = NOW - timedelta(hours=12)
    if status in ("paid", "completed"):
        found["paid_at"] = NOW - timedelta(hours=6)
    if status == "completed":
        found["completed_at"] = NOW
    if status == "expired":
        found["expired_at"] = NOW
    if status == "cancelled":
        found["cancelled_at"], found["cancelled_by"] = NOW, "client"
    return found
