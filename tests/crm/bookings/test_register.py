"""The list of bookings: filters, pages, sums, and a fixed number of statements."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm.bookings import listing, register
from crm.bookings.register import Filter
from crm.models import Booking, Client, Organization, TourDeparture
from tests.booking_factories import (
    make_booking,
    make_claim,
    make_installment,
    make_payment,
    make_refund,
)
from tests.factories import make_client, make_lead, make_user


def codes(session: Session, organization: Organization, **wanted: Any) -> set[str]:
    """The codes of those that match."""
    found = register.page(session, organization.id, Filter(**wanted))
    return {row.booking.booking_code for row in found.rows}


def test_a_row_says_what_is_paid_and_what_is_due(
    session: Session, organization: Organization, client: Client, departure: TourDeparture
) -> None:
    booking = make_booking(session, client, departure)
    part = make_installment(session, booking, status="partially_paid", paid_amount=Decimal(25000))
    make_payment(session, booking, Decimal(25000))
    make_claim(session, booking)
    (row,) = register.page(session, organization.id, Filter()).rows
    assert (row.paid, row.has_claim) == (Decimal(25000), True)
    assert row.due == (part.due_date, Decimal(200000))


def test_what_went_back_is_neither_paid_nor_the_clients_worth(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = make_booking(session, client, departure)
    payment = make_payment(session, booking, Decimal(25000))
    make_refund(session, payment, Decimal(10000))
    make_refund(session, payment, Decimal(5000), status="requested", succeeded_at=None)
    (row,) = register.of_client(session, client)
    assert row.paid == Decimal(15000)
    assert listing.lifetime_value(session, client) == {booking.currency: Decimal(15000)}


@pytest.mark.parametrize("wanted", ["nobody", "words", "agent"])
def test_the_sums_are_of_what_is_listed(
    session: Session, organization: Organization, departure: TourDeparture, wanted: str
) -> None:
    daniyar = make_user(session, organization)
    for name, agent in (("Мария", daniyar), ("Тимур", None)):
        client = make_client(session, organization, name=name)
        lead = make_lead(session, client, assigned_agent_id=agent.id if agent else None)
        make_booking(session, client, departure, lead=lead)
    filters = {
        "nobody": Filter(),
        "words": Filter(words="Мария"),
        "agent": Filter(agent_id=daniyar.id),
    }
    rows = register.page(session, organization.id, filters[wanted]).rows
    (found,) = register.sums(session, organization.id, filters[wanted])
    assert (found.count, len(rows)) == ((2, 2) if wanted == "nobody" else (1, 1))
    assert found.total == sum(row.booking.total_amount for row in rows)


@pytest.mark.parametrize("state", ["quote", "held", "confirmed", "over"])
def test_a_state_is_chosen(
    session: Session, organization: Organization, client: Client, departure: TourDeparture,
    state: str,
) -> None:  # fmt: skip
    made = {
        status: make_booking(session, client, departure, status).booking_code
        for status in ("quote", "hold", "payment_pending", "confirmed", "completed")
    }
    wanted = {made[status] for status in register.STATES[state] if status in made}
    assert codes(session, organization, state=state) == wanted


def test_words_are_a_code_a_name_or_a_number(
    session: Session, organization: Organization, departure: TourDeparture
) -> None:
    client = make_client(session, organization, name="Мария Петрова", phone="+77012345678")
    other = make_client(session, organization, name="100% Travel", phone="+77019990000")
    code = make_booking(session, client, departure).booking_code
    make_booking(session, other, departure)
    for words in (code, code.lower().replace("-", " "), "петров", "701 234", code[4:8]):
        assert codes(session, organization, words=words) == {code}, words
    assert codes(session, organization, words="%") != {code}


def test_agent_attention_and_dates_narrow_it(
    session: Session, organization: Organization, client: Client, departure: TourDeparture
) -> None:
    user = make_user(session, organization)
    lead = make_lead(session, client, assigned_agent_id=user.id)
    mine = make_booking(session, client, departure, lead=lead).booking_code
    late = make_booking(session, client, departure, needs_attention="overpaid").booking_code
    assert codes(session, organization, agent_id=user.id) == {mine}
    assert codes(session, organization, attention=True) == {late}
    assert codes(session, organization, since=date(2026, 9, 6)) == set()
    assert codes(session, organization, until=date(2026, 9, 5)) == {mine, late}


def test_pages_follow_one_another_without_a_gap(
    session: Session, organization: Organization, client: Client
) -> None:
    made = [make_booking(session, client).id for _ in range(register.PAGE + 3)]
    first = register.page(session, organization.id, Filter())
    rest = register.page(session, organization.id, Filter(), first.older)
    shown = [row.booking.id for row in (*first.rows, *rest.rows)]
    assert (shown, rest.older) == (sorted(made, reverse=True), None)


def test_sums_never_mix_currencies(
    session: Session, organization: Organization, client: Client
) -> None:
    make_booking(session, client, total_amount=Decimal(100))
    make_booking(session, client, total_amount=Decimal(50))
    make_booking(session, client, total_amount=Decimal(7), currency="USD")
    found = register.sums(session, organization.id, Filter())
    assert [(one.currency, one.count, one.total) for one in found] == [
        ("KZT", 2, Decimal(150)),
        ("USD", 1, Decimal(7)),
    ]


def test_other_organizations_have_their_own(
    session: Session, organization: Organization, client: Client, other: Booking
) -> None:
    mine = make_booking(session, client)
    assert mine.end_date - mine.start_date == timedelta(days=2)
    assert codes(session, organization) == {mine.booking_code}
