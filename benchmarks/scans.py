"""The looks for what is due, with ten thousand and a million bookings and the same thousand due."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import Engine, TextClause, create_engine, text
from sqlalchemy.orm import Session

from benchmarks.bench import Figure
from crm.bookings import expire
from crm.reminders import due
from tests.factories import NOW, make_organization, make_sender

FEW, MANY, DUE = 10_000, 1_000_000, 1000
LOOKS = 15
AT_MOST = 1.5

_CLIENTS = """
    INSERT INTO clients (organization_id, name, phone, preferred_language)
    SELECT :organization, 'Client ' || i, '+7701' || lpad(i::text, 7, '0'), 'ru'
    FROM generate_series(1, 1000) i
"""
# A tenth is held and not over yet; the thousand that are due lie spread among the first ones.
_BOOKINGS = """
    INSERT INTO bookings (organization_id, booking_code, client_id, title, start_date, end_date,
        timezone, num_participants, total_amount, deposit_amount, currency, price_snapshot,
        status, hold_expires_at, grace_until, created_at)
    SELECT :organization, 'BEN-' || i, :client + i % 1000, 'Altai', :day, :day, 'Asia/Almaty',
        2, 1000, 500, 'KZT', '{}', s.status,
        CASE WHEN s.status IN ('hold', 'payment_pending') THEN s.until END,
        CASE WHEN s.status IN ('hold', 'payment_pending') THEN s.until END, :begun
    FROM generate_series(CAST(:first AS integer), CAST(:last AS integer)) i
    CROSS JOIN LATERAL (SELECT
        CASE WHEN i <= :few AND i % 10 = 1 THEN 'payment_pending'
             WHEN i % 10 = 5 THEN 'hold' ELSE 'confirmed' END AS status,
        CASE WHEN i <= :few AND i % 10 = 1 THEN CAST(:now AS timestamptz) - interval '1 minute'
             ELSE CAST(:now AS timestamptz) + i % 1000 * interval '1 minute' + interval '1 hour'
             END AS until) s
"""
_PARTS = """
    INSERT INTO payment_installments (organization_id, booking_id, seq, kind, amount, currency,
        due_date)
    SELECT organization_id, id, 1, 'full', 1000, 'KZT', CAST(:now AS date) + 7 FROM bookings
    WHERE id > :after
"""
_REMINDERS = """
    INSERT INTO payment_reminders (organization_id, installment_id, offset_days, template_name,
        local_due_date, scheduled_at)
    SELECT i.organization_id, i.id, -7, 'payment_reminder_upcoming', i.due_date,
        CASE WHEN substr(b.booking_code, 5)::integer <= :few
                  AND substr(b.booking_code, 5)::integer % 10 = 2
             THEN CAST(:now AS timestamptz) - interval '1 minute'
             ELSE CAST(:now AS timestamptz) + b.id % 30 * interval '1 day' + interval '1 hour' END
    FROM payment_installments i JOIN bookings b ON b.id = i.booking_id WHERE b.id > :after
"""


def run(url: str, _folder: Path) -> list[Figure]:
    """How much longer each look takes with a hundred times the rows."""
    engine = create_engine(url)
    with Session(engine) as session, session.begin():
        organization = make_organization(session)
        make_sender(session, organization)
        session.execute(text(_CLIENTS), {"organization": organization.id})
        organization_id = organization.id
    _grow(engine, organization_id, 1, FEW)
    few = _measure(engine)
    _grow(engine, organization_id, FEW + 1, MANY)
    many = _measure(engine)
    engine.dispose()
    return [
        Figure(f"{what}: 1 million / 10 thousand", many[what] / few[what], AT_MOST, at_most=True)
        for what in few
    ]


def _grow(engine: Engine, organization_id: int, first: int, last: int) -> None:
    """Rows as they would be, written without asking the triggers each time."""
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        values = {
            "organization": organization_id,
            "client": connection.scalar(text("SELECT min(id) FROM clients")),
            "after": connection.scalar(text("SELECT coalesce(max(id), 0) FROM bookings")),
            "few": FEW,
            "first": first,
            "last": last,
            "now": NOW,
            "day": (NOW + timedelta(days=60)).date(),
            "begun": NOW - timedelta(days=10),
        }
        for statement in (_BOOKINGS, _PARTS, _REMINDERS):
            query = text(statement)
            names = query.compile().params
            connection.execute(query, {name: values[name] for name in names})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _measure(engine: Engine) -> dict[str, float]:
    """Seconds of each look, and of the whole of what it finds; all of it undone."""
    return {
        "holds over, the look": _look(engine, expire._DUE),
        "reminders due, the look": _look(engine, due._DUE),
        "a thousand holds expired": _whole(engine, expire.expire_due),
        "a thousand reminders queued": _whole(engine, due.send_due),
    }


def _look(engine: Engine, question: TextClause) -> float:
    took: list[float] = []
    for _ in range(LOOKS + 1):  # the first one warms what it reads
        with engine.connect() as connection:
            began = time.perf_counter()
            found = connection.execute(question, {"now": NOW, "limit": 2 * DUE}).all()
            took.append(time.perf_counter() - began)
            assert len(found) == DUE
            connection.rollback()
    return median(took[1:])


def _whole(engine: Engine, work: Callable[[Session, datetime, int], int]) -> float:
    with Session(engine) as session:
        began = time.perf_counter()
        assert work(session, NOW, 2 * DUE) == DUE
        took = time.perf_counter() - began
        session.rollback()
    return took
