"""Cancelling: seats back once, the books straight, what is to be given back proposed."""

from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm.bookings import cancel, offer
from crm.errors import AmountRefused, StepRefused, ValueRefused
from crm.models import Client, Task, TourDeparture
from crm.payments import claims, ledger
from tests.booking_factories import make_booking
from tests.crm.bookings import steps
from tests.factories import NOW
from tests.invariants import broken


@pytest.mark.parametrize("stage", [steps.quoted, steps.held, steps.asked, steps.confirmed])
def test_whatever_lives_can_be_cancelled_and_has_no_seat_then(
    session: Session, client: Client, departure: TourDeparture, stage: object
) -> None:
    booking = stage(session, client, departure)  # type: ignore[operator]
    cancel.cancel(session, booking, "client", "ill", steps.AGENT, NOW)
    assert (booking.status, booking.cancelled_by) == ("cancelled", "client")
    assert steps.seats_of(session, departure) == 0
    assert ("booking_cancelled" in steps.told(session, booking)) is (stage is not steps.quoted)
    assert broken(session) == []


def test_an_offer_that_was_sent_is_taken_back_in_a_message(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.quoted(session, client, departure)
    offer.send(session, booking, steps.AGENT, NOW)
    cancel.cancel(session, booking, "client", "ill", steps.AGENT, NOW)
    assert steps.told(session, booking) == ["quote_offer", "booking_cancelled"]


@pytest.mark.parametrize("status", ["expired", "completed", "cancelled"])
def test_what_is_over_is_not_cancelled(session: Session, client: Client, status: str) -> None:
    booking = make_booking(session, client, status=status)
    with pytest.raises(StepRefused, match="cancelling is not possible"):
        cancel.cancel(session, booking, "client", "ill", steps.AGENT, NOW)


def test_the_money_less_the_fee_is_proposed_as_refund(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.confirmed(session, client, departure)
    fee = Decimal(25000)
    done = cancel.cancel(session, booking, "client", "ill", steps.AGENT, NOW, fee)
    assert done.refund_due == Decimal(200000)
    assert steps.open_tasks(session, booking) == ["refund_due"]
    facts = session.scalars(select(Task.facts).where(Task.kind == "refund_due")).one()
    assert (facts["amount"], facts["currency"]) == ("200000.00", "KZT")
    assert ledger.balance(session, booking, ledger.RECEIVABLE) == Decimal(-200000)
    assert ledger.balance(session, booking, ledger.FEES) == fee


@pytest.mark.parametrize("fee", [Decimal(-1), Decimal(225001)])
def test_a_fee_is_of_what_was_paid(
    session: Session, client: Client, departure: TourDeparture, fee: Decimal
) -> None:
    booking = steps.confirmed(session, client, departure)
    with pytest.raises(AmountRefused, match="cannot be more than was paid"):
        cancel.cancel(session, booking, "client", "ill", steps.AGENT, NOW, fee)


@pytest.mark.parametrize(
    ("by", "reason", "said"), [("neighbour", "ill", "cannot cancel"), ("client", " ", "Say why")]
)
def test_who_cancels_and_why_is_said(
    session: Session, client: Client, by: str, reason: str, said: str
) -> None:
    booking = make_booking(session, client)
    with pytest.raises(ValueRefused, match=said):
        cancel.cancel(session, booking, by, reason, steps.AGENT, NOW)


def test_the_guide_is_told_if_it_had_been_confirmed(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    """G2."""
    booking = steps.confirmed(session, client, departure)
    cancel.cancel(session, booking, "client", "ill", steps.AGENT, NOW)
    guide = departure.guide_id
    assert steps.guide_told(session, booking) == [(guide, "created"), (guide, "cancelled")]


def test_no_guide_hears_of_what_was_never_confirmed(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.asked(session, client, departure)
    cancel.cancel(session, booking, "client", "ill", steps.AGENT, NOW)
    assert steps.guide_told(session, booking) == []


def test_nothing_is_owed_and_nothing_claimed_any_more(
    session: Session, client: Client, departure: TourDeparture
) -> None:
    booking = steps.asked(session, client, departure)
    claim = claims.open_claim(session, booking, source="words", now=NOW)
    cancel.cancel(session, booking, "client", "ill", steps.AGENT, NOW)
    session.refresh(claim)
    assert claim.status == "expired"
    owed = session.scalars(text("SELECT DISTINCT status FROM payment_installments")).all()
    assert owed == ["cancelled"]
