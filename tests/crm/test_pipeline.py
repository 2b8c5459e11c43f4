"""The board: leads by stage, counted and valued, a page at a time."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from crm import pipeline
from crm.models import Client, Lead, Organization
from crm.pipeline import ADVERTISEMENT, NOBODY, PAGE, Card, Wanted
from tests.booking_factories import make_booking, make_departure, make_tour
from tests.factories import (
    NOW,
    make_client,
    make_conversation,
    make_lead,
    make_organization,
    make_sender,
    make_user,
)

ALL = Wanted()


@pytest.fixture
def organization(session: Session) -> Organization:
    """An operator."""
    return make_organization(session)


def lead_of(session: Session, organization: Organization, **values: object) -> Lead:
    """A lead of a client of its own."""
    return make_lead(session, make_client(session, organization), **values)


def client_of(session: Session, lead: Lead) -> Client:
    """Whose it is."""
    return session.get_one(Client, lead.client_id)


def shown(session: Session, organization: Organization, wanted: Wanted = ALL) -> list[Lead]:
    """Every card of the board."""
    board = pipeline.board(session, organization.id, wanted)
    assert sum(column.count for column in board.columns) == sum(
        len(column.cards) for column in board.columns
    )
    return [card.lead for column in board.columns for card in column.cards]


def test_a_column_is_read_on_from_its_last_card(
    session: Session, organization: Organization
) -> None:
    leads = [lead_of(session, organization) for _ in range(PAGE + 3)]
    first, older = pipeline.page(session, organization.id, "new", ALL)
    rest, end = pipeline.page(session, organization.id, "new", ALL, older)
    assert [card.lead for card in [*first, *rest]] == leads[::-1]
    assert (len(first), end) == (PAGE, None)


def test_sums_are_of_live_bookings_and_of_one_currency_each(
    session: Session, organization: Organization
) -> None:
    departure = make_departure(session, make_tour(session, organization))
    for status, values in (
        ("hold", {}),
        ("hold", {}),
        ("cancelled", {}),
        ("quote", {"currency": "USD", "total_amount": Decimal(900)}),
    ):
        lead = lead_of(session, organization, status="quoted")
        where = None if values else departure
        make_booking(session, client_of(session, lead), where, status, lead=lead, **values)
    board = pipeline.board(session, organization.id, ALL)
    quoted = next(column for column in board.columns if column.stage == "quoted")
    assert quoted.worth == {"KZT": Decimal(900000), "USD": Decimal(900)}
    assert (board.open_count, board.open_worth, quoted.count) == (4, quoted.worth, 4)


def test_filters_choose(session: Session, organization: Organization) -> None:
    agent, tour = make_user(session, organization), make_tour(session, organization)
    plain = lead_of(session, organization, created_at=NOW)
    theirs = lead_of(session, organization, assigned_agent_id=agent.id, created_at=NOW)
    by_ad = lead_of(session, organization, source_detail={"source_id": "1"}, created_at=NOW)
    site = lead_of(
        session,
        organization,
        source="website",
        tour_interest_id=tour.id,
        created_at=NOW - timedelta(40),
    )
    for wanted, found in (
        (Wanted(agent_id=agent.id), [theirs]),
        (Wanted(agent_id=NOBODY), [site, by_ad, plain]),
        (Wanted(source=ADVERTISEMENT), [by_ad]),
        (Wanted(source="whatsapp"), [theirs, plain]),
        (Wanted(tour_id=tour.id), [site]),
        (Wanted(since=NOW - timedelta(30)), [by_ad, theirs, plain]),
    ):
        assert shown(session, organization, wanted) == found, wanted


def test_a_card_has_everything_in_a_constant_number_of_statements(
    session: Session, organization: Organization
) -> None:
    agent, tour = make_user(session, organization), make_tour(session, organization)
    departure, sender = make_departure(session, tour), make_sender(session, organization)
    for _ in range(5):
        lead = lead_of(session, organization, assigned_agent_id=agent.id, tour_interest_id=tour.id)
        client = client_of(session, lead)
        booking = make_booking(session, client, departure, "hold", lead=lead)
        talk = make_conversation(session, sender, client)
    said: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: said.append(args[2]))
    cards = pipeline.board(session, organization.id, ALL).columns[0].cards
    assert (len(cards), len(said)) == (5, 8)
    assert cards[0] == Card(lead, client, agent, tour, booking, talk)


def test_the_leads_of_another_operator_are_not_on_it(
    session: Session, organization: Organization
) -> None:
    lead_of(session, make_organization(session))
    assert shown(session, organization) == []
