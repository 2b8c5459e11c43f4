"""What must hold of every database, whatever has been done to it: each rule by its id.

`broken(session)` says what does not; the state machine asks after every step, the tests of
races and kills when they are over. Bookings made as rows, without a first event, are left out
of what their history says.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from itertools import groupby

from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Session

from crm.bookings import machine
from crm.db import Base
from crm.models import Booking, BookingEvent, GuideNotification
from crm.payments import ledger, standing

_PAID = """(
    coalesce((SELECT sum(amount) FROM payments
        WHERE booking_id = b.id AND status = 'succeeded'), 0)
    - coalesce((SELECT sum(amount) FROM refunds
        WHERE booking_id = b.id AND status = 'succeeded'), 0))"""
_FEES = f"""coalesce((SELECT sum(e.amount) FROM ledger_entries e
    JOIN ledger_transactions t ON t.id = e.transaction_id
    JOIN ledger_accounts a ON a.id = e.account_id
    WHERE t.booking_id = b.id AND a.code = '{ledger.FEES}' AND e.type = 'credit'), 0)"""
_ATTENDED = """EXISTS (SELECT 1 FROM tasks t WHERE t.subject = 'bookings:' || b.id
    AND t.kind IN ('late_payment', 'refund_due', 'unexpected_payment') AND t.closed_at IS NULL)"""
_BALANCE = """coalesce((SELECT sum(CASE e.type WHEN 'debit' THEN e.amount ELSE -e.amount END)
    FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id
    JOIN ledger_transactions t ON t.id = e.transaction_id WHERE {where}), 0)"""

RULES = {
    "I1": """
        SELECT d.id, d.seats_taken FROM tour_departures d
        LEFT JOIN LATERAL (SELECT coalesce(sum(seats), 0) AS live FROM seat_allocations
            WHERE tour_departure_id = d.id AND released_at IS NULL) a ON true
        LEFT JOIN LATERAL (SELECT coalesce(sum(num_participants), 0) AS people FROM bookings
            WHERE tour_departure_id = d.id AND status IN
                ('hold', 'payment_pending', 'confirmed', 'paid', 'completed')) b ON true
        WHERE d.seats_taken NOT BETWEEN 0 AND d.capacity
           OR d.seats_taken <> a.live OR a.live <> b.people""",
    "I3": """
        SELECT b.id, b.status FROM bookings b JOIN seat_allocations a ON a.booking_id = b.id
        WHERE a.released_at IS NULL AND b.status IN ('quote', 'expired', 'cancelled')""",
    "B2": """
        SELECT id, status FROM bookings
        WHERE (hold_expires_at IS NOT NULL) <> (status IN ('hold', 'payment_pending'))
           OR (grace_until IS NOT NULL) <> (hold_expires_at IS NOT NULL)""",
    "B3": f"""
        SELECT b.id, b.status, {_PAID} FROM bookings b
        WHERE b.status = 'expired' AND {_PAID} > 0
            AND (b.needs_attention IS NULL OR NOT {_ATTENDED})
           OR b.status = 'cancelled' AND {_PAID} > {_FEES} AND NOT {_ATTENDED}""",
    "B5": """
        SELECT b.id, b.total_amount FROM bookings b
        LEFT JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS all_lines,
                coalesce(sum(amount) FILTER (WHERE kind = 'adjustment'), 0) AS adjustments
            FROM booking_items WHERE booking_id = b.id AND status <> 'cancelled') i ON true
        WHERE b.total_amount <> i.all_lines
           OR b.price_snapshot ? 'lines'
              AND b.total_amount <> (b.price_snapshot->>'total')::numeric + i.adjustments""",
    "B8 one": """
        SELECT lead_id FROM bookings WHERE status NOT IN ('expired', 'cancelled')
        GROUP BY lead_id HAVING count(*) > 1 AND lead_id IS NOT NULL""",
    "B8 won": """
        SELECT l.id FROM leads l WHERE l.status = 'won' AND NOT EXISTS (
            SELECT 1 FROM bookings b JOIN booking_events e ON e.booking_id = b.id
            WHERE b.lead_id = l.id AND e.to_status = 'confirmed')""",
    "M2 paid": f"""
        SELECT b.id, {_PAID}, b.total_amount FROM bookings b
        WHERE b.status = 'paid' AND {_PAID} < b.total_amount""",
    "M2 confirmed": f"""
        SELECT b.id, {_PAID}, b.deposit_amount FROM bookings b
        WHERE b.status = 'confirmed' AND {_PAID} < least(b.deposit_amount, b.total_amount)
          AND NOT EXISTS (SELECT 1 FROM booking_events e WHERE e.booking_id = b.id
              AND e.event IN ('agent_confirm', 'refund_succeeded'))""",
    "M2 held": f"""
        SELECT b.id, b.status, {_PAID} FROM bookings b
        WHERE b.status IN ('hold', 'payment_pending') AND {_PAID} > 0
          AND {_PAID} >= least(b.deposit_amount, b.total_amount)""",
    "M3": """
        SELECT t.id FROM ledger_transactions t LEFT JOIN ledger_entries e
            ON e.transaction_id = t.id
        GROUP BY t.id, e.currency HAVING count(e.id) < 2
            OR sum(CASE e.type WHEN 'debit' THEN e.amount ELSE -e.amount END) <> 0""",
    "M4 receivable": f"""
        SELECT b.id, b.status, {_PAID}, b.total_amount FROM bookings b WHERE
            {
        _BALANCE.format(where=f"t.booking_id = b.id AND a.code = '{ledger.RECEIVABLE}'")
    } <> CASE WHEN b.status IN ('confirmed', 'paid', 'completed')
                THEN b.total_amount ELSE 0 END + {_FEES} - {_PAID}""",
    "M4 cash": f"""
        SELECT p.organization_id, p.payment_method, p.currency FROM payments p
        WHERE p.status = 'succeeded' GROUP BY 1, 2, 3 HAVING
            {
        _BALANCE.format(
            where="a.organization_id = p.organization_id AND a.currency = p.currency "
            f"AND a.code = '{ledger.CASH}' || p.payment_method"
        )
    } <> sum(p.amount) - coalesce((SELECT sum(r.amount) FROM refunds r
                JOIN payments o ON o.id = r.payment_id WHERE r.status = 'succeeded'
                AND (o.organization_id, o.payment_method, o.currency)
                    = (p.organization_id, p.payment_method, p.currency)), 0)""",
    "M8 posted once": """
        SELECT p.id FROM payments p LEFT JOIN ledger_transactions t
            ON t.payment_id = p.id AND t.kind = 'payment'
        WHERE p.status = 'succeeded' GROUP BY p.id HAVING count(t.id) <> 1""",
    "M8 told once": """
        SELECT about->>'payment' FROM communications
        WHERE about ? 'payment' AND retry_of IS NULL GROUP BY 1 HAVING count(*) > 1""",
    "M10": """
        SELECT p.id FROM payments p JOIN refunds r ON r.payment_id = p.id
        WHERE r.status IN ('requested', 'processing', 'succeeded')
        GROUP BY p.id HAVING sum(r.amount) > p.amount""",
    "M12 allocated": f"""
        SELECT b.id, sum(i.paid_amount), {_PAID}, b.total_amount
        FROM bookings b JOIN payment_installments i ON i.booking_id = b.id
        GROUP BY b.id HAVING sum(i.paid_amount) <> least({_PAID}, b.total_amount)""",
    "M12 whole": """
        SELECT b.id, b.total_amount FROM bookings b LEFT JOIN payment_installments i
            ON i.booking_id = b.id AND i.status <> 'cancelled'
        WHERE b.status IN ('payment_pending', 'confirmed', 'paid', 'completed')
        GROUP BY b.id HAVING coalesce(sum(i.amount), 0) <> b.total_amount""",
    "M12 oldest first": """
        SELECT a.booking_id FROM payment_installments a JOIN payment_installments z
            ON z.booking_id = a.booking_id AND z.paid_amount > 0
            AND (a.due_date, a.seq) < (z.due_date, z.seq)
        JOIN bookings b ON b.id = a.booking_id AND b.status NOT IN ('expired', 'cancelled')
        WHERE a.paid_amount < a.amount AND a.status NOT IN ('cancelled', 'waived')
            AND z.status NOT IN ('cancelled', 'waived')""",
    "R1": """
        SELECT installment_id, offset_days FROM payment_reminders WHERE kind = 'auto'
        GROUP BY 1, 2 HAVING count(*) > 1""",
    "R15": """
        SELECT b.id FROM bookings b JOIN booking_events e ON e.booking_id = b.id
        WHERE e.to_status = 'confirmed'
            AND e.from_status IN ('quote', 'hold', 'payment_pending', 'expired')
        GROUP BY b.id HAVING count(*) < (SELECT count(*) FROM communications c
            WHERE c.booking_id = b.id AND c.template_name = 'booking_confirmed'
              AND c.retry_of IS NULL)""",
    "G2 never confirmed": """
        SELECT g.booking_id FROM guide_notifications g WHERE NOT EXISTS (
            SELECT 1 FROM booking_events e
            WHERE e.booking_id = g.booking_id AND e.to_status = 'confirmed')""",
}
"""By id, a query for what breaks the rule."""


def broken(session: Session) -> list[str]:
    """Every rule that does not hold, with the rows that break it."""
    session.flush()
    found = [f"{row.rule}: {row.what}" for row in session.execute(_everything())]
    return [*found, *_history(session), *_sums(session), *_guides(session)]


@cache
def _everything() -> TextClause:
    """All rules in one question, and N1 for each reference from one table to another."""
    asked = [
        f"SELECT '{name}' AS rule, to_jsonb(x)::text AS what FROM ({query}) x"
        for name, query in (*RULES.items(), *_strangers())
    ]
    return text(" UNION ALL ".join(asked).replace(":", r"\:").replace(r"\:\:", "::"))


def _strangers() -> Iterator[tuple[str, str]]:
    """N1: no row refers to a row of another organization."""
    for table in Base.metadata.sorted_tables:
        if "organization_id" not in table.columns:
            continue
        for key in table.foreign_keys:
            other, column = key.column.table, key.parent.name
            if "organization_id" in other.columns and other.name != "organizations":
                yield (
                    f"N1 {table.name}.{column}",
                    f"SELECT a.id FROM {table.name} a JOIN {other.name} z "
                    f"ON z.id = a.{column} WHERE a.organization_id <> z.organization_id",
                )


def overdue(session: Session, now: datetime) -> list[str]:
    """B4, for the moment after a sweep: holds that should have ended."""
    late = session.execute(
        text(
            "SELECT b.id FROM bookings b WHERE b.status IN ('hold', 'payment_pending') "
            "AND b.grace_until <= :now AND NOT EXISTS (SELECT 1 FROM payments p "
            "WHERE p.booking_id = b.id AND p.status = 'processing') AND NOT EXISTS (SELECT 1 "
            "FROM payment_claims c WHERE c.booking_id = b.id AND c.status = 'open' "
            "AND c.escalated_at IS NULL)"
        ),
        {"now": now},
    ).all()
    return [f"B4: booking {row.id} should have expired" for row in late]


def _history(session: Session) -> Iterator[str]:
    """B1: only steps of the table, each from where the one before it ended."""
    rows = session.execute(
        select(BookingEvent, Booking.status)
        .join(Booking, Booking.id == BookingEvent.booking_id)
        .order_by(BookingEvent.booking_id, BookingEvent.id)
    ).all()
    for booking_id, found in groupby(rows, key=lambda row: row[0].booking_id):
        events = [(row[0], row[1]) for row in found]
        if events[0][0].event != "create":
            continue
        status: str | None = None
        for event, _ in events:
            if event.from_status != status or not machine.allows(
                event.event, event.from_status, event.to_status
            ):
                yield f"B1: booking {booking_id}, {event.event} from {event.from_status}"
            status = event.to_status
        if status != events[-1][1]:
            yield f"B1: booking {booking_id} is {events[-1][1]}, its events say {status}"


def _sums(session: Session) -> Iterator[str]:
    """M1: the one place that adds up says what a plain sum says, and what the books say."""
    rows = session.execute(
        text(f"SELECT b.id, {_PAID} AS paid, b.total_amount AS total FROM bookings b")
    )
    for row in rows:
        booking = session.get_one(Booking, row.id)
        money = standing.of(session, booking)
        wanted = (row.paid, max(0, row.total - row.paid), max(0, row.paid - row.total))
        if (money.paid, money.due, money.credit) != wanted:
            yield f"M1: booking {row.id} stands at {money}, not {wanted}"


def _guides(session: Session) -> Iterator[str]:
    """G1, G2: told once that it is confirmed, until told that it is off; nobody else is told."""
    rows = session.scalars(select(GuideNotification).order_by(GuideNotification.id)).all()
    last: dict[tuple[int, int], str] = {}
    for row in rows:
        before = last.get((row.booking_id, row.guide_id))
        knows = before not in (None, "cancelled")
        if (row.event == "created") == knows:
            yield f"G1: booking {row.booking_id}, guide {row.guide_id}: {row.event} after {before}"
        last[row.booking_id, row.guide_id] = row.event
    due = session.execute(
        text(
            "SELECT b.id, d.guide_id, b.status IN ('confirmed', 'paid') AS lives FROM bookings b "
            "LEFT JOIN tour_departures d ON d.id = b.tour_departure_id "
            "WHERE b.status IN ('confirmed', 'paid', 'cancelled') AND EXISTS (SELECT 1 FROM "
            "booking_events e WHERE e.booking_id = b.id AND e.event = 'create')"
        )
    ).all()
    for booking_id, guide_id, lives in due:
        told = {guide for (of, guide), event in last.items() if of == booking_id != 0
                and event != "cancelled"}  # fmt: skip
        wanted = {guide_id} if lives and guide_id is not None else set()
        if told != wanted:
            yield f"G2: booking {booking_id}: {told} believe in it, not {wanted}"
