# ruff: noqa: DTZ001  (local times have no zone of their own)
"""Quotes: a price and no seats; whatever is wrong with a wish is said."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from crm import retry
from crm.bookings import quote
from crm.bookings.line import Line
from crm.bookings.quote import Wish
from crm.errors import AmountRefused, CrmError, StepRefused, ValueRefused
from crm.models import Booking, Client, Lead, Organization, TourDeparture
from tests.booking_factories import make_booking, make_departure, make_tour
from tests.crm.bookings import office, steps
from tests.factories import NOW, make_client, make_lead, make_organization
from tests.race import at_once

OWN = Wish(2, lines=office.LINES, start_date=date(2026, 10, 1))


def create(session: Session, client: Client, wish: Wish) -> Booking:
    """Quote this client."""
    organization = session.get_one(Organization, client.organization_id)
    return quote.create(session, organization, client, wish, steps.AGENT, NOW)


def test_a_quote_has_the_departures_price_for_everybody_and_no_seat(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure, 3)
    assert (booking.status, booking.total_amount) == ("quote", Decimal(675000))
    assert booking.deposit_amount == Decimal(337500)
    assert booking.quote_valid_until == NOW + timedelta(days=3)
    assert steps.seats_of(session, departure) == 0
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_a_trip_of_ones_own_is_the_sum_of_its_lines_and_needs_no_departure(
    session: Session, client: Client
) -> None:
    booking = create(session, client, OWN)
    assert (booking.total_amount, booking.tour_departure_id) == (Decimal(120000), None)
    assert booking.title == "Аэропорт — отель"
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_a_trip_of_ones_own_runs_from_its_first_line_to_its_last(
    session: Session, client: Client
) -> None:
    lines = [
        Line("hotel", "Rixos", Decimal(40000), 2, starts_local=datetime(2026, 9, 2, 14),
             ends_local=datetime(2026, 9, 4, 12)),
        Line("transfer", "Отель — аэропорт", Decimal(9000), starts_local=datetime(2026, 9, 4, 13)),
    ]  # fmt: skip
    booking = create(session, client, Wish(2, lines=lines))
    assert (booking.start_date, booking.end_date) == (date(2026, 9, 2), date(2026, 9, 4))


def test_a_quote_belongs_to_the_open_lead_else_opens_one(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    lead = make_lead(session, client)
    assert steps.quoted(session, client, departure).lead_id == lead.id
    other = make_client(session, session.get_one(Organization, client.organization_id))
    made = session.get_one(Lead, steps.quoted(session, other, departure).lead_id)
    assert (made.status, made.source) == ("contacted", "manual")


def test_a_lead_has_one_live_booking(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    first = steps.quoted(session, client, departure)
    with pytest.raises(StepRefused, match=f"already has booking {first.booking_code}"):
        steps.quoted(session, client, departure)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (replace(OWN, people=0), "for 1 to 500 people"),
        (replace(OWN, people=501), "for 1 to 500 people"),
        (replace(OWN, lines=()), "Say what is booked"),
        (replace(OWN, start_date=date(2026, 8, 3)), "2026-08-03 has passed"),
        (replace(OWN, end_date=date(2026, 9, 30)), "before it begins"),
        (replace(OWN, start_date=None), "needs its first day"),
        (replace(OWN, timezone="Mars/Olympus"), "is no time zone"),
        (replace(OWN, lines=office.LINES[2:]), "more than the price"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_with_its_fault(
    session: Session, client: Client, wish: Wish, said: str
) -> None:
    with pytest.raises(ValueRefused, match=said):
        create(session, client, wish)


def test_too_many_digits_are_refused(session: Session, client: Client) -> None:
    line = Line("transfer", "Такси", Decimal("10.5"))
    with pytest.raises(AmountRefused):
        create(session, client, replace(OWN, lines=[line], currency="JPY"))


def test_another_currency_than_the_departures_is_refused(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    with pytest.raises(ValueRefused, match="priced in KZT, not in USD"):
        create(session, client, Wish(2, departure=departure, currency="USD"))


@pytest.mark.parametrize(("status", "said"), [("closed", "is closed"), ("open", "has begun")])
def test_a_departure_that_sells_nothing_is_not_quoted(
    session: Session, client: Client, departure: TourDeparture, status: str, said: str
) -> None:
    departure.status = status
    if status == "open":
        departure.starts_at = NOW
    with pytest.raises(StepRefused, match=said):
        steps.quoted(session, client, departure)


def test_a_quote_changed_has_its_price_anew_and_time_to_think(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    organization = session.get_one(Organization, client.organization_id)
    later = NOW + timedelta(days=2)
    quote.change(session, booking, organization, OWN, steps.AGENT, later)
    assert (booking.total_amount, booking.tour_departure_id) == (Decimal(120000), None)
    assert booking.quote_valid_until == later + timedelta(days=3)
    assert steps.events(session, booking) == ["create", "change_quote"]
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_a_quote_cannot_be_changed_to_less_than_nothing(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    organization = session.get_one(Organization, client.organization_id)
    wish = replace(OWN, lines=office.LINES[2:])
    with pytest.raises(ValueRefused, match="more than the price"):
        quote.change(session, booking, organization, wish, steps.AGENT, NOW)


def test_what_is_held_cannot_be_quoted_anew(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.held(session, client, departure)
    organization = session.get_one(Organization, client.organization_id)
    with pytest.raises(StepRefused, match="changing the quote is not possible"):
        quote.change(session, booking, organization, OWN, steps.AGENT, NOW)


def test_two_agents_who_quote_one_client_at_once_make_one_lead_and_one_booking(
    sessions: sessionmaker[Session],
) -> None:
    """B8: the second is told of the first, by name; nobody sees the database's own words."""
    for _ in range(10):
        with sessions.begin() as session:
            organization = make_organization(session)
            client = make_client(session, organization)
            departure = make_departure(session, make_tour(session, organization))
            ids = client.id, departure.id

        def agent(of: tuple[int, int] = ids) -> bool:
            def work(session: Session) -> bool:
                there = session.get_one(TourDeparture, of[1])
                try:
                    steps.quoted(session, session.get_one(Client, of[0]), there)
                except CrmError:
                    session.rollback()
                    return False
                return True

            return retry.transaction(sessions, work)

        assert sorted(at_once([agent] * 4)) == [False, False, False, True]


def test_a_lead_may_be_booked_again_after_its_booking_expired(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    lead = make_lead(session, client)
    make_booking(session, client, departure, "expired", lead=lead)
    assert steps.quoted(session, client, departure).lead_id == lead.id


def test_quotes_open_leads_however_many_this_connection_has_opened(
    session: Session, organization: Organization, departure: TourDeparture
) -> None:
    """The driver prepares what is repeated, and the server then plans without the values."""
    for _ in range(15):
        steps.quoted(session, make_client(session, organization), departure)
