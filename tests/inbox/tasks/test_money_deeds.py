"""Tasks of money: a claim matched or not, a payment recorded, more time, seats back, money back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import now
from crm.bookings.machine import SYSTEM
from crm.models import Booking, Payment, PaymentInstallment, Refund, Task
from crm.payments import record
from crm.payments.record import Incoming
from tests.booking_factories import make_booking, make_claim, make_installment, make_payment
from tests.browser import Browser
from tests.factories import make_client, make_task
from tests.inbox import trade
from tests.inbox.offices import Office, noted

HALF = Decimal(225000)


@pytest.fixture
def booking(office: Office, session: Session) -> Booking:
    """A confirmed booking of 450,000 tenge, nothing of it paid."""
    client = make_client(session, office.organization, name="Айгуль")
    found = make_booking(session, client, start_date=trade.day(40), end_date=trade.day(42))
    session.commit()
    return found


def opened(session: Session, booking: Booking, kind: str, subject: str = "", **facts: Any) -> Task:
    """An open task about the booking."""
    facts = {"booking_code": booking.booking_code, "currency": "KZT", **facts}
    found = Task(
        organization_id=booking.organization_id,
        kind=kind,
        subject=subject or f"bookings:{booking.id}",
        reason="said",
        facts=facts,
        due_at=now.utc(),
        opened_at=now.utc(),
    )
    session.add(found)
    session.commit()
    return found


def claimed(session: Session, booking: Booking) -> Task:
    """The client says that the deposit is paid."""
    claim = make_claim(session, booking)
    return opened(session, booking, "payment_claim", f"payment_claims:{claim.id}", amount="225000")


def came(session: Session, booking: Booking, amount: Decimal) -> Payment:
    """Money that came by the rules."""
    one = Incoming(amount, "KZT", now.utc().date(), "kaspi")
    received = record.receive(session, booking.id, [one], SYSTEM, now.utc())
    session.commit()
    return received.payments[0]


def settle(browser: Browser, session: Session, task: Task, verb: str, **typed: str) -> TestResponse:
    """Send the form."""
    answer = browser.post(f"/inbox/tasks/{task.id}/{verb}", key=f"k-{verb}", **typed)
    session.expire_all()
    return answer


def waits(session: Session, task: Task) -> bool:
    """Whether the task is still open."""
    return session.scalars(select(Task.closed_at).where(Task.id == task.id)).one() is None


def paid(amount: str = "225000", **typed: str) -> dict[str, str]:
    """The form of a payment, filled in."""
    return {"amount": amount, "day": now.utc().date().isoformat(), "method": "kaspi", **typed}


def test_a_claim_is_matched_to_the_payment_that_is_meant(
    agent: Browser, session: Session, booking: Booking
) -> None:
    task = claimed(session, booking)
    payment = make_payment(session, booking, HALF)
    session.commit()
    html = agent.get(f"/inbox/tasks/{task.id}/match").text
    assert f'value="{payment.id}"' in html
    assert settle(agent, session, task, "match", payment=str(payment.id)).status_code == 303
    assert task.closed_at is not None
    assert noted(session) == ["claim.matched"]


@pytest.mark.parametrize("payment", ["", "x", "999999999", "9" * 30])
def test_a_payment_that_is_none_is_not_matched(
    agent: Browser, session: Session, booking: Booking, payment: str
) -> None:
    task = claimed(session, booking)
    assert settle(agent, session, task, "match", payment=payment).status_code == 404
    assert task.closed_at is None


def test_a_claim_is_rejected_and_the_client_asked(
    agent: Browser, session: Session, booking: Booking
) -> None:
    task = claimed(session, booking)
    assert "asked for the receipt" in agent.get(f"/inbox/tasks/{task.id}/reject").text
    assert settle(agent, session, task, "reject").status_code == 303
    assert task.closed_at is not None
    assert noted(session) == ["claim.rejected"]


def test_a_payment_recorded_from_a_claim_closes_it(
    office: Office, agent: Browser, session: Session, booking: Booking
) -> None:
    make_installment(session, booking, due_date=now.utc().date())
    task = claimed(session, booking)
    assert settle(agent, session, task, "record", **paid("225 000")).status_code == 303
    payment = session.scalars(select(Payment)).one()
    assert (payment.amount, payment.recorded_by) == (HALF, office.agent.id)
    assert task.closed_at is not None
    assert noted(session) == ["payment.recorded"]


def test_two_clicks_record_one_payment(agent: Browser, session: Session, booking: Booking) -> None:
    task = opened(session, booking, "payment_overdue", due_date="2026-01-01")
    for _unused in range(2):
        assert settle(agent, session, task, "record", **paid("1000")).status_code == 303
    assert len(session.scalars(select(Payment)).all()) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "many"}, "is no amount"),
        ({"amount": "0"}, "more than nothing"),
        ({"amount": "1.005"}, "too many digits"),
        ({"day": "soon"}, "is no day"),
        ({"day": "2999-01-01"}, "still to come"),
        ({"method": "shells"}, "no way of paying"),
    ],
)
def test_a_payment_that_makes_no_sense_is_refused_in_words(
    agent: Browser, session: Session, booking: Booking, typed: dict[str, str], said: str
) -> None:
    task = claimed(session, booking)
    answer = settle(agent, session, task, "record", **paid(**{"amount": "5", **typed}))
    assert answer.status_code == 422
    assert said in answer.text
    assert session.scalars(select(Payment)).all() == []


def test_what_is_late_has_a_new_day(agent: Browser, session: Session, booking: Booking) -> None:
    part = make_installment(session, booking, due_date=trade.day(-3), status="overdue")
    task = opened(session, booking, "payment_overdue", due_date=trade.day(-3).isoformat())
    day = trade.day(5).isoformat()
    assert settle(agent, session, task, "more-time", day=day).status_code == 303
    assert session.get_one(PaymentInstallment, part.id).due_date == trade.day(5)
    assert task.closed_at is not None
    assert noted(session) == ["schedule.time_given"]


def test_money_that_came_late_brings_the_booking_back(
    office: Office, agent: Browser, session: Session
) -> None:
    departure = trade.departing(session, office)
    booking = trade.booked(session, office, departure, "expired")
    departure.status = "closed"
    came(session, booking, HALF)
    task = session.scalars(select(Task).where(Task.kind == "late_payment")).one()
    departure.status = "open"
    session.commit()
    assert "10 seats are free" in agent.get("/inbox/tasks").text
    assert settle(agent, session, task, "seats-back").status_code == 303
    assert (booking.status, task.closed_at is None) == ("confirmed", False)
    assert noted(session) == ["booking.revived"]


def test_money_goes_back_in_two_steps_of_a_manager(
    office: Office, agent: Browser, session: Session, booking: Booking
) -> None:
    payment = came(session, booking, Decimal(500000))
    task = session.scalars(select(Task).where(Task.kind == "unexpected_payment")).one()
    office.agent.role = "manager"
    session.commit()
    html = agent.get(f"/inbox/tasks/{task.id}/refund").text
    assert 'value="50000"' in html
    typed = {"payment": str(payment.id), "amount": "50000", "reason": "Переплата"}
    assert settle(agent, session, task, "refund", **typed).status_code == 303
    assert waits(session, task)
    assert "The money was sent" in agent.get("/inbox/tasks").text
    assert settle(agent, session, task, "refund-sent").status_code == 303
    assert session.scalars(select(Refund.status)).one() == "succeeded"
    assert not waits(session, task)
    assert noted(session) == ["refund.requested", "refund.sent"]


def test_money_that_could_not_be_sent_may_be_asked_for_again(
    office: Office, agent: Browser, session: Session, booking: Booking
) -> None:
    payment = came(session, booking, Decimal(500000))
    task = session.scalars(select(Task).where(Task.kind == "unexpected_payment")).one()
    office.agent.role = "manager"
    session.commit()
    typed = {"payment": str(payment.id), "amount": "50000", "reason": "Переплата"}
    settle(agent, session, task, "refund", **typed)
    assert settle(agent, session, task, "refund-failed").status_code == 303
    assert session.scalars(select(Refund.status)).one() == "failed"
    assert settle(agent, session, task, "refund-sent").status_code == 404
    assert "Send money back" in agent.get("/inbox/tasks").text


def test_an_agent_sends_no_money_back(agent: Browser, session: Session, booking: Booking) -> None:
    came(session, booking, Decimal(500000))
    task = session.scalars(select(Task).where(Task.kind == "unexpected_payment")).one()
    for verb in ("refund", "refund-sent", "refund-failed"):
        assert settle(agent, session, task, verb).status_code == 403
    html = agent.get("/inbox/tasks").text
    assert "A manager sends money back." in html
    assert "Send money back<" not in html


def test_a_payment_of_another_booking_is_not_sent_back(
    office: Office, agent: Browser, session: Session, booking: Booking
) -> None:
    came(session, booking, Decimal(500000))
    task = session.scalars(select(Task).where(Task.kind == "unexpected_payment")).one()
    other = make_payment(session, make_booking(session, office.client), HALF)
    office.agent.role = "manager"
    session.commit()
    typed = {"payment": str(other.id), "amount": "1", "reason": "x"}
    assert settle(agent, session, task, "refund", **typed).status_code == 404
    assert session.scalars(select(Refund)).all() == []


def test_a_form_of_another_kind_is_not_there(
    office: Office, agent: Browser, session: Session, booking: Booking
) -> None:
    task = claimed(session, booking)
    for verb in ("refund", "more-time", "anything"):
        assert agent.get(f"/inbox/tasks/{task.id}/{verb}").status_code == 404
    assert settle(agent, session, task, "more-time", day="2027-01-01").status_code == 404
    other = make_task(session, office.organization)
    session.commit()
    assert settle(agent, session, other, "match", payment="1").status_code == 404


def test_the_longest_late_day_is_told(agent: Browser, session: Session, booking: Booking) -> None:
    make_installment(session, booking, due_date=now.utc().date() - timedelta(days=9))
    opened(session, booking, "payment_overdue", due_date="2026-01-01")
    assert "days late: KZT\xa0225,000" in agent.get("/inbox/tasks").text
