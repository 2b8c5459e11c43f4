"""Prices: the snapshot that survives JSON, the deposit, and what the database freezes."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from crm.bookings import pricing
from crm.bookings.line import Line
from crm.models import Booking, BookingItem, Client, Organization, TourDeparture
from tests.crm.bookings import steps

EXPONENTS = {"JPY": 0, "KZT": 2, "KWD": 3}
AMOUNTS = st.integers(0, 10**14)


@given(currency=st.sampled_from(sorted(EXPONENTS)), prices=st.lists(AMOUNTS, min_size=1),
       quantity=st.integers(1, 40))  # fmt: skip
def test_a_snapshot_is_the_same_to_the_last_digit_after_json(
    currency: str, prices: list[int], quantity: int
) -> None:
    """B6: amounts are text, and no number that JSON would make a float of."""
    unit = Decimal(1).scaleb(-EXPONENTS[currency])
    lines = [Line("tour", "Тур", price * unit, quantity=quantity) for price in prices]
    total = sum((line.amount for line in lines), Decimal(0))
    made = pricing.snapshot(lines, total, total, 2, currency)
    read = json.loads(json.dumps(made), parse_float=lambda _: pytest.fail("a float"))
    assert read == made
    assert Decimal(read["total"]) == total == sum(Decimal(line["amount"]) for line in read["lines"])
    assert [Decimal(line["unit_price"]) for line in read["lines"]] == [
        line.unit_price for line in lines
    ]


@given(currency=st.sampled_from(sorted(EXPONENTS)), total=AMOUNTS, percent=st.integers(0, 100))
def test_a_deposit_is_whole_units_between_nothing_and_the_total(
    currency: str, total: int, percent: int
) -> None:
    unit = Decimal(1).scaleb(-EXPONENTS[currency])
    price = total * unit
    made = pricing.deposit(price, Organization(deposit_percent=percent), currency)
    assert 0 <= made <= price
    assert made % unit == 0
    share = price * percent / 100
    if unit <= share <= price - unit:  # else it cannot be parted
        assert abs(made - share) <= unit


@pytest.mark.parametrize(("percent", "wanted"), [(0, 0), (50, 225000), (100, 450000)])
def test_the_deposit_is_the_organizations_percentage(
    session: Session, client: Client, organization: Organization, departure: TourDeparture,
    percent: int, wanted: int,
) -> None:  # fmt: skip
    organization.deposit_percent = Decimal(percent)
    assert steps.quoted(session, client, departure).deposit_amount == wanted


def refused(session: Session, statement: str) -> None:
    """The database says no."""
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bookings SET price_snapshot = '{}'",
        "UPDATE bookings SET price_snapshot = NULL",
        "UPDATE bookings SET currency = 'USD'",
        "UPDATE bookings SET total_amount = total_amount + 1",
        "UPDATE booking_items SET unit_price = unit_price + 1, amount = amount + quantity",
        "UPDATE booking_items SET amount = amount + 1",
        "UPDATE booking_items SET status = 'cancelled'",
        "DELETE FROM booking_items",
        "INSERT INTO booking_items (organization_id, booking_id, kind, title, unit_price, amount, "
        "currency) SELECT organization_id, id, 'hotel', 'x', 1, 1, currency FROM bookings",
        "INSERT INTO booking_items (organization_id, booking_id, kind, title, unit_price, amount, "
        "currency) SELECT organization_id, id, 'adjustment', 'x', 1, 1, currency FROM bookings",
        "INSERT INTO booking_items (organization_id, booking_id, kind, title, unit_price, amount, "
        "currency) SELECT organization_id, id, 'adjustment', 'x', 1, 1, 'USD' FROM bookings",
        "UPDATE bookings SET hold_expires_at = NULL",
        "UPDATE bookings SET status = 'confirmed'",
        "UPDATE booking_events SET event = 'ttl'",
        "DELETE FROM booking_events",
    ],
)
def test_the_database_freezes_price_lines_and_history(
    session: Session, client: Client, departure: TourDeparture, statement: str
) -> None:
    """B2, B5 by direct SQL; the last insertion but one sums to another total."""
    steps.held(session, client, departure)
    refused(session, statement)


@pytest.mark.parametrize("status", ["quote", "confirmed"])
def test_a_deadline_belongs_to_a_hold_alone(
    session: Session, client: Client, departure: TourDeparture, status: str
) -> None:
    """B2."""
    stage = {"quote": steps.quoted, "confirmed": steps.confirmed}[status]
    stage(session, client, departure)
    refused(session, "UPDATE bookings SET hold_expires_at = now()")


def test_the_database_refuses_a_second_live_booking_of_a_lead(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    """B8."""
    first = steps.quoted(session, client, departure)
    refused(
        session,
        "INSERT INTO bookings (organization_id, booking_code, client_id, lead_id, title, "
        "start_date, end_date, timezone, num_participants, total_amount, deposit_amount, currency) "
        f"SELECT organization_id, 'TRP-222222', client_id, lead_id, title, start_date, end_date, "
        f"timezone, 1, 0, 0, currency FROM bookings WHERE id = {first.id}",
    )


def test_what_a_person_pays_is_the_frozen_price_until_a_move(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.held(session, client, departure)
    departure.price = Decimal(999)
    assert pricing.a_person(session, booking, Decimal(1)) == Decimal(225000)


def test_a_trip_of_ones_own_has_no_price_a_person(session: Session, client: Client) -> None:
    booking = Booking(price_snapshot={"lines": [{"kind": "hotel", "unit_price": "5"}]})
    assert pricing.a_person(session, booking, Decimal(1)) == Decimal(1)
    assert session.scalars(select(BookingItem)).all() == []
