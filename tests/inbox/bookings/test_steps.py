"""Every step of a booking from its page: it changes the database and leaves its entry."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import now
from crm.models import Payment, PaymentInstallment, Refund, Tour
from tests.booking_factories import make_claim, make_departure
from tests.browser import Browser
from tests.inbox import trips
from tests.inbox.offices import Office, noted
from tests.inbox.trips import Trip


def take(agent: Browser, trip: Trip, what: str, **fields: str) -> int:
    """The status of the answer to a step's form."""
    fields = {"version": trip.version(), **fields}
    return agent.post(f"{trip.path}/take/{what}", **fields).status_code


@pytest.mark.parametrize(
    ("stage", "what", "status", "entry"),
    [
        ("quote", "offer", "quote", "booking.offered"),
        ("quote", "hold", "hold", "booking.held"),
        ("quote", "again", "quote", "booking.quoted_again"),
        ("hold", "request", "payment_pending", "booking.payment_requested"),
    ],
)
def test_a_step_is_taken(
    office: Office, agent: Browser, session: Session,
    stage: str, what: str, status: str, entry: str,
) -> None:  # fmt: skip
    trip = trips.make(session, office, stage)
    assert take(agent, trip, what) == 303
    session.refresh(trip.booking)
    assert (trip.booking.status, noted(session)) == (status, [entry])


def test_cancelling_keeps_the_fee_and_gives_the_seats_back(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office)
    assert take(agent, trip, "cancel", by="client", reason="ill", fee="25 000") == 303
    session.refresh(trip.booking)
    session.refresh(trip.departure)
    assert (trip.booking.status, trip.booking.cancel_reason) == ("cancelled", "ill")
    assert trip.departure.seats_taken == 0
    assert noted(session) == ["booking.cancelled"]


def test_what_the_rules_refuse_changes_nothing(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office)
    assert take(agent, trip, "cancel", by="client", reason="") == 422
    assert take(agent, trip, "hold") == 422
    assert take(agent, trip, "complete") == 422
    session.refresh(trip.booking)
    assert (trip.booking.status, noted(session)) == ("confirmed", [])


def test_people_price_and_departure_are_changed(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office)
    tour = session.get_one(Tour, trip.departure.tour_id)
    day = trip.departure.departure_date + timedelta(days=7)
    other = make_departure(session, tour, departure_date=day)
    session.commit()
    for what, field, value in (
        ("people", "people", "3"),
        ("adjust", "amount", "-5000"),
        ("move", "departure", str(other.public_id)),
    ):
        assert take(agent, trip, what, title="Friends", **{field: value}) == 303, what
        session.refresh(trip.booking)
    assert (trip.booking.num_participants, trip.booking.tour_departure_id) == (3, other.id)
    assert trip.booking.total_amount == Decimal(670000)


def test_money_is_recorded_and_a_part_gets_another_day(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office)
    day = (now.utc() + timedelta(days=10)).date().isoformat()
    assert take(agent, trip, "part", part="2", day=day) == 303
    session.refresh(trip.booking)
    assert take(agent, trip, "record", amount="225 000", method="kaspi", payer="M. P.") == 303
    session.refresh(trip.booking)
    assert trip.booking.status == "paid"
    assert noted(session) == ["booking.part_moved", "payment.recorded"]


def test_other_parts_are_agreed_on(office: Office, agent: Browser, session: Session) -> None:
    trip = trips.make(session, office)
    days = [(now.utc() + timedelta(days=n)).date().isoformat() for n in (10, 20)]
    parts = {"amount-1": "100000", "day-1": days[0], "amount-2": "125000", "day-2": days[1]}
    assert take(agent, trip, "schedule", **parts) == 303
    amounts = session.scalars(
        select(PaymentInstallment.amount)
        .where(
            PaymentInstallment.booking_id == trip.booking.id,
            PaymentInstallment.status != "cancelled",
        )
        .order_by(PaymentInstallment.due_date)
    ).all()
    assert amounts == [Decimal(225000), Decimal(100000), Decimal(125000)]


def test_a_manager_confirms_without_a_deposit_and_waives(
    office: Office, manager: Browser, session: Session
) -> None:
    trip = trips.make(session, office, "quote")
    assert manager.post(f"{trip.path}/decide/confirm", version=trip.version()).status_code == 303
    session.refresh(trip.booking)
    answer = manager.post(f"{trip.path}/decide/waive", version=trip.version(), part="1")
    assert answer.status_code == 303
    assert noted(session) == ["booking.confirmed", "booking.part_waived"]


def test_a_refund_is_asked_for_sent_and_told(
    office: Office, manager: Browser, session: Session
) -> None:
    trip = trips.make(session, office)
    paid = session.scalars(select(Payment)).one()
    fields = {"payment": str(paid.public_id), "amount": "1000", "reason": "a gift"}
    manager.post(f"{trip.path}/refund", version=trip.version(), **fields)
    row = session.scalars(select(Refund)).one()
    assert manager.post(f"{trip.path}/refund/sent", refund=str(row.public_id)).status_code == 303
    session.refresh(row)
    assert (row.status, row.amount) == ("succeeded", Decimal(1000))
    assert noted(session) == ["refund.requested", "refund.sent"]
    assert "refund_sent" in trips.told(session, trip.booking)


def test_a_claim_is_matched_or_rejected(office: Office, agent: Browser, session: Session) -> None:
    trip = trips.make(session, office)
    paid = session.scalars(select(Payment)).one()
    for verb, status in (("match", "matched"), ("reject", "rejected")):
        claim = make_claim(session, trip.booking)
        session.commit()
        answer = agent.post(f"{trip.path}/claim/{verb}", payment=str(paid.public_id))
        session.refresh(claim)
        assert (answer.status_code, claim.status) == (303, status)
    assert agent.post(f"{trip.path}/claim/reject").status_code == 422
    assert noted(session) == ["claim.matched", "claim.rejected"]


def test_an_older_form_is_told_what_changed_and_can_be_sent_again(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office)
    opened = trip.version()
    take(agent, trip, "people", people="3")
    agent.client.environ_base["HTTP_HX_REQUEST"] = "true"
    late = agent.post(f"{trip.path}/take/cancel", version=opened, by="client", reason="ill")
    session.refresh(trip.booking)
    assert (late.status_code, trip.booking.status) == (422, "confirmed")
    assert "Daniyar" in late.text
    assert f'name="version" value="{trip.booking.version}"' in late.text
    assert noted(session) == ["booking.people_changed"]


def test_a_step_leads_back_to_the_conversation_it_was_taken_beside(
    office: Office, agent: Browser, session: Session
) -> None:
    trip = trips.make(session, office, "hold")
    back = str(office.conversation.public_id)
    answer = agent.post(f"{trip.path}/take/request", version=trip.version(), back=back)
    assert answer.headers["Location"] == office.path
