"""One statement applied twice at the same instant, and what a split tells its client."""

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, sessionmaker

from crm.bookings.machine import Actor
from crm.models import Booking, BookingEvent, Communication, Payment
from crm.payments.statement import apply
from crm.payments.statement.apply import Order
from crm.payments.statement.line import Verdict
from crm.payments.statement.read import read
from tests.crm.payments.statement.statements import Statement, asked
from tests.factories import NOW, make_client, make_conversation, make_organization, make_sender
from tests.race import at_once

SHARES = ("100000", "125000")


def split(sessions: sessionmaker[Session], bookings: int) -> tuple[Order, Statement]:
    """Bookings whose deposits came in two transfers each, of clients who can be written to."""
    statement = Statement()
    with sessions.begin() as session:
        organization = make_organization(session)
        sender = make_sender(session, organization)
        for _ in range(bookings):
            client = make_client(session, organization)
            talk = make_conversation(session, sender, client)
            one = asked(session, organization, client=client, conversation_id=talk.id)
            for share in SHARES:
                statement.add("matched", "split", share, one.booking_code)
        return Order(organization.id, Actor("agent")), statement


def test_a_split_is_judged_as_a_whole_and_told_in_one_message(
    sessions: sessionmaker[Session],
) -> None:
    order, statement = split(sessions, 1)
    apply.apply(sessions, order, read(statement.content(), "KZT"), NOW)
    with sessions() as session:
        sent = session.scalars(select(Communication.template_name)).all()
        events = session.scalars(select(BookingEvent.event)).all()
        assert session.scalars(select(Booking.status)).one() == "confirmed"
    assert [name for name in sent if name and "received" in name] == []
    assert [name for name in sent if name == "booking_confirmed"] == ["booking_confirmed"]
    assert events == ["payment_succeeded"]


def test_applied_by_two_at_once_each_line_is_one_payment(sessions: sessionmaker[Session]) -> None:
    order, statement = split(sessions, 12)
    lines = read(statement.content(), "KZT")

    def work() -> list[Verdict]:
        return apply.apply(sessions, order, lines, NOW)

    at_once([work] * 4)
    with sessions() as session:
        assert session.scalar(select(func.count(Payment.id))) == len(lines)
        posted = "SELECT count(*) FROM ledger_transactions WHERE kind = 'payment'"
        assert session.scalar(text(posted)) == len(lines)
        assert set(session.scalars(select(Booking.status))) == {"confirmed"}
        told = select(func.count()).where(Communication.template_name == "booking_confirmed")
        assert session.scalar(told) == 12
