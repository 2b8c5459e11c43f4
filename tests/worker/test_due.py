"""What the clock asks each second is answered from indexes, however much is over and done."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.booking_factories import make_booking, make_installment
from tests.factories import NOW, make_client, make_organization
from worker import due, kinds

DONE = 20_000

_BOOKINGS = text(
    """
    INSERT INTO bookings (organization_id, booking_code, client_id, title, start_date, end_date,
        timezone, num_participants, total_amount, deposit_amount, currency, price_snapshot, status,
        created_at)
    SELECT organization_id, 'BEN-' || i, client_id, title, start_date - 90, end_date - 90,
        timezone, 2, 1000, 500, currency, '{}', 'cancelled', created_at
    FROM bookings, generate_series(1, :done) i WHERE id = :id
    """
)
_PARTS = text(
    """
    INSERT INTO payment_installments (organization_id, booking_id, seq, kind, amount, currency,
        due_date, status)
    SELECT organization_id, id, 1, 'full', 1000, currency, start_date, 'cancelled'
    FROM bookings WHERE id <> :id
    """
)
_REMINDERS = text(
    """
    INSERT INTO payment_reminders (organization_id, installment_id, offset_days, template_name,
        local_due_date, scheduled_at, status)
    SELECT organization_id, id, 0, 'payment_reminder_due_today', due_date,
        due_date + CASE WHEN id % 10 = 0 THEN interval '180 days' ELSE interval '0' END,
        CASE WHEN id % 10 = 0 THEN 'scheduled' ELSE 'cancelled' END
    FROM payment_installments WHERE booking_id <> :id
    """
)


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        ("send_reminders", "payment_reminders"),
        ("mark_overdue", "payment_installments"),
        ("complete_bookings", "bookings"),
    ],
)
def test_what_is_over_is_not_read_to_find_that_nothing_is_due(
    session: Session, kind: str, table: str
) -> None:
    booking = make_booking(session, make_client(session, make_organization(session)))
    make_installment(session, booking)
    session.execute(text("SET LOCAL session_replication_role = replica"))
    for statement, values in (
        (_BOOKINGS, {"done": DONE, "id": booking.id}),
        (_PARTS, {"id": booking.id}),
        (_REMINDERS, {"id": booking.id}),
    ):
        session.execute(statement, values)
    session.execute(text("ANALYZE bookings, payment_installments, payment_reminders"))
    assert kinds.due(session, NOW) == []
    question = text(f"EXPLAIN SELECT EXISTS ({due.QUESTIONS[kind]})")
    plan = "\n".join(session.scalars(question, {"now": NOW}))
    assert f"Seq Scan on {table}" not in plan
    assert "ix_bookings_organization_id_status_created_at" not in plan
