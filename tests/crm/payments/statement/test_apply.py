"""A statement of 200 lines: each is matched, proposed or refused; twice applied, it is once."""

from collections import Counter

from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from crm.bookings.machine import Actor
from crm.models import Organization
from crm.payments import ledger
from crm.payments.statement import apply
from crm.payments.statement.apply import Order
from crm.payments.statement.line import Verdict
from crm.payments.statement.read import read
from tests.crm.payments.statement import two_hundred
from tests.crm.payments.statement.statements import DEPOSIT, Statement, asked
from tests.factories import NOW, make_organization

TABLES = (
    *("payments", "payment_installments", "payment_claims", "payment_reminders"),
    *("bookings", "booking_events", "seat_allocations", "ledger_transactions", "ledger_entries"),
    *("communications", "tasks", "guide_notifications", "documents"),
)


def opened(sessions: sessionmaker[Session]) -> tuple[int, Statement]:
    """An operator with the bookings of the 200 lines, committed; and the lines."""
    with sessions.begin() as session:
        organization = make_organization(session)
        return organization.id, two_hundred.build(session, organization)


def everything(sessions: sessionmaker[Session]) -> dict[str, list[str]]:
    """Every row of what a statement could touch."""
    with sessions() as session:
        return {
            table: sorted(session.scalars(text(f"SELECT to_jsonb(t)::text FROM {table} t")).all())
            for table in TABLES
        }


def differing(statement: Statement, said: list[Verdict]) -> list[tuple[object, ...]]:
    """The lines of which something else was said than is right."""
    return [
        (row, expected, (verdict.outcome, verdict.reason), verdict.sentence)
        for row, expected, verdict in zip(statement.rows, statement.expected, said, strict=True)
        if (verdict.outcome, verdict.reason) != expected
    ]


def test_each_of_200_lines_is_matched_proposed_or_refused_and_showing_changes_nothing(
    sessions: sessionmaker[Session],
) -> None:
    organization_id, statement = opened(sessions)
    before = everything(sessions)
    lines = read(statement.content(), "KZT")
    with sessions() as session:
        said = apply.show(session, organization_id, lines, NOW)
    assert len(said) == 200
    assert differing(statement, said) == []
    assert [verdict.number for verdict in said] == [one.number for one in lines]
    assert all(verdict.sentence for verdict in said)
    assert everything(sessions) == before


def test_applied_twice_it_changes_nothing_the_second_time(
    sessions: sessionmaker[Session],
) -> None:
    organization_id, statement = opened(sessions)
    lines = read(statement.content(), "KZT")
    order = Order(organization_id, Actor("agent"))
    said = apply.apply(sessions, order, lines, NOW)
    assert differing(statement, said) == []
    after = everything(sessions)
    again = apply.apply(sessions, order, lines, NOW)
    assert everything(sessions) == after
    wanted = Counter(outcome for outcome, _ in statement.expected)
    assert Counter(verdict.outcome for verdict in again)["matched"] == 0
    applied = [one for one in again if one.reason == "already_applied"]
    assert len(applied) == wanted["matched"] + 8
    with sessions() as session:
        trial = ledger.trial(session, session.get_one(Organization, organization_id))
    assert sum(line.debits for line in trial) == sum(line.credits for line in trial) > 0


def test_another_export_of_the_same_days_changes_nothing_either(
    sessions: sessionmaker[Session],
) -> None:
    organization_id, statement = opened(sessions)
    order = Order(organization_id, Actor("agent"))
    apply.apply(sessions, order, read(statement.content(), "KZT"), NOW)
    after = everything(sessions)
    statement.rows.extend([row.upper() for row in statement.rows[:3]])
    apply.apply(sessions, order, read(statement.content("utf-8"), "KZT"), NOW)
    assert everything(sessions) == after


def test_what_a_person_accepts_is_applied_and_the_rest_is_not(
    sessions: sessionmaker[Session],
) -> None:
    with sessions.begin() as session:
        organization = make_organization(session)
        organization_id = organization.id
        codes = [asked(session, organization).booking_code for _ in range(2)]
    statement = Statement()
    accepted = statement.add("matched", "accepted", DEPOSIT - 5, codes[0])
    statement.add("proposed", "amount_differs", DEPOSIT - 5, codes[1])
    lines = read(statement.content(), "KZT")
    order = Order(organization_id, Actor("agent"), "kaspi", {accepted})
    assert differing(statement, apply.apply(sessions, order, lines, NOW)) == []
    with sessions() as session:
        rows = session.execute(text("SELECT amount, payment_method, provider FROM payments")).all()
    assert rows == [(DEPOSIT - 5, "kaspi", "statement")]
