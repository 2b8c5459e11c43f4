"""“I have paid”: one claim at a time, that pauses, is matched, rejected, or has waited too long."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.errors import ClaimRefused
from crm.models import Booking, Client, Communication, Organization, PaymentClaim, Task
from crm.payments import allocation, claims
from tests.booking_factories import DAY, make_booking, make_claim, make_installment, make_payment
from tests.factories import NOW, make_client, make_conversation, make_sender, make_user


def waiting(session: Session) -> list[tuple[str, str]]:
    """The open tasks: reason and subject."""
    rows = session.scalars(select(Task).where(Task.closed_at.is_(None)).order_by(Task.id))
    return [(row.reason, row.subject) for row in rows]


def two_halves(session: Session, booking: Booking) -> None:
    """A deposit due today and a balance due before the trip."""
    make_installment(session, booking, due_date=NOW.date())
    make_installment(session, booking, seq=2, kind="balance", due_date=DAY)


def pay(session: Session, booking: Booking, amount: int, **values: object) -> None:
    """Money comes and is laid on the parts, as when it is recorded."""
    payment = make_payment(session, booking, Decimal(amount), **values)
    allocation.allocate(session, booking, NOW)
    claims.matched_by(session, booking, payment, NOW)


def test_a_claim_asks_a_person_and_pays_nothing(session: Session, booking: Booking) -> None:
    two_halves(session, booking)
    claim = claims.open_claim(session, booking, source="button", now=NOW)
    assert claims.is_open(session, booking)
    assert waiting(session) == [("button", f"payment_claims:{claim.id}")]
    task = session.scalars(select(Task)).one()
    assert task.facts == {"code": booking.booking_code, "amount": "225000.00", "currency": "KZT"}
    assert booking.status == "confirmed"


def test_a_second_claim_adds_its_receipt_to_the_first(session: Session, booking: Booking) -> None:
    first = claims.open_claim(session, booking, source="words", now=NOW)
    second = claims.open_claim(
        session, booking, source="page", receipt_key="ab/cd", receipt_type="image/png", now=NOW
    )
    assert second.id == first.id
    assert (second.source, second.receipt_key) == ("words", "ab/cd")
    claims.open_claim(session, booking, source="button", now=NOW)
    assert session.scalars(select(PaymentClaim)).one().receipt_key == "ab/cd"
    assert len(waiting(session)) == 1


def test_an_agent_matches_a_claim_with_a_payment(
    session: Session, organization: Organization, booking: Booking
) -> None:
    agent = make_user(session, organization)
    claim = claims.open_claim(session, booking, source="button", now=NOW)
    payment = make_payment(session, booking, Decimal(1000))
    claims.match(session, claim, payment, agent.id, NOW)
    assert (claim.status, claim.payment_id, claim.handled_by) == ("matched", payment.id, agent.id)
    assert waiting(session) == []
    with pytest.raises(ClaimRefused, match="settled already"):
        claims.match(session, claim, payment, agent.id, NOW)


def test_a_payment_of_another_booking_is_no_match(
    session: Session, organization: Organization, booking: Booking
) -> None:
    claim = claims.open_claim(session, booking, source="button", now=NOW)
    other = make_booking(session, make_client(session, organization))
    with pytest.raises(ClaimRefused, match="not one of this booking"):
        claims.match(session, claim, make_payment(session, other, Decimal(1)), None, NOW)


def test_a_rejected_claim_asks_the_client_for_the_receipt(
    session: Session, organization: Organization, client: Client
) -> None:
    talk = make_conversation(session, make_sender(session, organization), client)
    booking = make_booking(session, client, conversation_id=talk.id)
    claim = claims.open_claim(session, booking, source="button", now=NOW)
    claims.reject(session, claim, None, NOW)
    asked = session.scalars(select(Communication).where(Communication.direction == "outbound"))
    message = asked.one()
    assert (message.template_name, message.about) == ("claim_not_found", {"claim": claim.id})
    assert not claims.is_open(session, booking)
    with pytest.raises(ClaimRefused):
        claims.reject(session, claim, None, NOW)


def test_money_that_covers_what_was_due_settles_the_claim(
    session: Session, booking: Booking
) -> None:
    two_halves(session, booking)
    claim = claims.open_claim(session, booking, source="button", now=NOW)
    pay(session, booking, 224999)
    assert claim.status == "open"
    pay(session, booking, 1)
    assert (claim.status, claim.payment_id is not None) == ("matched", True)
    assert waiting(session) == []


def test_where_nothing_was_due_yet_the_next_part_is_what_the_client_means(
    session: Session, booking: Booking
) -> None:
    two_halves(session, booking)
    pay(session, booking, 225000, succeeded_at=NOW - timedelta(days=1))
    claim = claims.open_claim(session, booking, source="button", now=NOW)
    pay(session, booking, 100000)
    assert claim.status == "open"
    pay(session, booking, 125000)
    assert claim.status == "matched"


def test_a_claim_on_a_hold_without_parts_means_the_deposit(
    session: Session, client: Client
) -> None:
    hold = make_booking(session, client, status="hold")
    claim = claims.open_claim(session, hold, source="words", now=NOW)
    pay(session, hold, 224999)
    assert claim.status == "open"
    pay(session, hold, 1)
    assert claim.status == "matched"


def test_a_claim_nobody_decides_on_goes_to_a_person_and_pauses_no_more(
    session: Session, booking: Booking
) -> None:
    claim = claims.open_claim(session, booking, source="button", now=NOW)
    subject = f"payment_claims:{claim.id}"
    assert claims.escalate(session, NOW + timedelta(hours=24, minutes=-1)) == 0
    assert claims.escalate(session, NOW + timedelta(hours=24)) == 1
    assert claims.escalate(session, NOW + timedelta(hours=25)) == 0
    assert waiting(session) == [("reminders_go_on", subject)]
    assert not claims.is_open(session, booking)
    assert claims.open_of(session, booking.id) == claim
    pay(session, booking, 450000)
    assert waiting(session) == []


def test_a_bank_transfer_is_given_three_days(
    session: Session, organization: Organization, booking: Booking
) -> None:
    organization.payment_details = "IBAN KZ86 125K ZT50 0410 0100"
    make_claim(session, booking)
    assert claims.escalate(session, NOW + timedelta(hours=71)) == 0
    assert claims.escalate(session, NOW + timedelta(hours=72)) == 1


def test_a_claim_ends_with_its_booking(session: Session, booking: Booking) -> None:
    claim = claims.open_claim(session, booking, source="button", now=NOW)
    claims.lapse(session, booking, NOW)
    claims.lapse(session, booking, NOW)
    assert (claim.status, waiting(session)) == ("expired", [])


def test_claims_open_however_many_this_connection_has_opened(
    session: Session, organization: Organization
) -> None:
    """The driver prepares what is repeated, and the server then plans without the values."""
    for _ in range(15):
        booking = make_booking(session, make_client(session, organization), None, "hold")
        claims.open_claim(session, booking, source="words", now=NOW)
