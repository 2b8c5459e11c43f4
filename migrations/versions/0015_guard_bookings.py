"""Hold bookings, lines and seats together: what no program may get wrong."""

from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"

FROZEN = """
CREATE FUNCTION refuse_thaw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'quote' AND (OLD.price_snapshot, OLD.currency)
            IS DISTINCT FROM (NEW.price_snapshot, NEW.currency) THEN
        RAISE EXCEPTION 'the price of booking % is frozen', OLD.booking_code
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
FROZEN_LINES = """
CREATE FUNCTION refuse_changed_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line booking_items := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    held text;
BEGIN
    SELECT status INTO held FROM bookings WHERE id = line.booking_id;
    IF held <> 'quote' AND (
        TG_OP = 'DELETE'
        OR TG_OP = 'INSERT' AND line.kind NOT IN ('adjustment', 'fee')
        OR TG_OP = 'UPDATE' AND (OLD.booking_id, OLD.kind, OLD.quantity, OLD.unit_price, OLD.amount)
            IS DISTINCT FROM (NEW.booking_id, NEW.kind, NEW.quantity, NEW.unit_price, NEW.amount)
        OR TG_OP = 'UPDATE' AND (OLD.status = 'cancelled') <> (NEW.status = 'cancelled')
    ) THEN
        RAISE EXCEPTION 'the lines of a booking are frozen with its price: add an adjustment'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN line;
END $$
"""
OWN_CURRENCY = """
CREATE FUNCTION check_booking_currency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.currency <> (SELECT currency FROM bookings WHERE id = NEW.booking_id) THEN
        RAISE EXCEPTION '%: the booking is not in %', TG_TABLE_NAME, NEW.currency
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
TOTAL = """
CREATE FUNCTION check_booking_total() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    booking bigint := CASE TG_TABLE_NAME WHEN 'bookings' THEN (to_jsonb(NEW)->>'id')::bigint
        ELSE (to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END)->>'booking_id')::bigint END;
    told numeric;
    summed numeric;
BEGIN
    SELECT total_amount INTO told FROM bookings WHERE id = booking;
    SELECT coalesce(sum(amount), 0) INTO summed FROM booking_items
        WHERE booking_id = booking AND status <> 'cancelled';
    IF told <> summed THEN
        RAISE EXCEPTION 'booking % costs %, its lines sum to %', booking, told, summed
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
# Every claim and release updates the departure's row, so its lock has put them in a line by the
# time that a transaction commits: what is summed here is whole.
SEATS = """
CREATE FUNCTION check_departure_seats() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb := to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END);
    departure bigint := coalesce(changed->>'tour_departure_id', changed->>'id')::bigint;
    told integer;
    summed integer;
BEGIN
    SELECT seats_taken INTO told FROM tour_departures WHERE id = departure;
    SELECT coalesce(sum(seats), 0) INTO summed FROM seat_allocations
        WHERE tour_departure_id = departure AND released_at IS NULL;
    IF told <> summed THEN
        RAISE EXCEPTION 'departure % counts % seats, its bookings have %', departure, told, summed
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
SEATED = """
CREATE FUNCTION check_booking_seats() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb := to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END);
    booked bookings;
    wanted integer;
    had integer;
BEGIN
    SELECT * INTO booked FROM bookings
        WHERE id = coalesce(changed->>'booking_id', changed->>'id')::bigint;
    wanted := CASE WHEN booked.tour_departure_id IS NOT NULL AND booked.status IN
        ('hold', 'payment_pending', 'confirmed', 'paid', 'completed')
        THEN booked.num_participants ELSE 0 END;
    SELECT coalesce(sum(seats), 0) INTO had FROM seat_allocations
        WHERE booking_id = booked.id AND released_at IS NULL
          AND tour_departure_id IS NOT DISTINCT FROM booked.tour_departure_id;
    IF wanted <> had THEN
        RAISE EXCEPTION 'booking % is for % seats and has %', booked.booking_code, wanted, had
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
SCALED = {"bookings": "'total_amount', 'deposit_amount'", "booking_items": "'unit_price', 'amount'"}
AT_COMMIT = (
    ("total", "INSERT OR UPDATE OF total_amount", "bookings", "check_booking_total"),
    ("total", "INSERT OR UPDATE OR DELETE", "booking_items", "check_booking_total"),
    ("seats", "INSERT OR UPDATE OF seats_taken", "tour_departures", "check_departure_seats"),
    ("seats", "INSERT OR UPDATE OR DELETE", "seat_allocations", "check_departure_seats"),
    ("seated", "INSERT OR UPDATE OR DELETE", "seat_allocations", "check_booking_seats"),
    (
        "seated",
        "INSERT OR UPDATE OF status, num_participants, tour_departure_id",
        "bookings",
        "check_booking_seats",
    ),
)


def upgrade() -> None:
    """Bring the schema up."""
    for function in (FROZEN, FROZEN_LINES, OWN_CURRENCY, TOTAL, SEATS, SEATED):
        op.execute(function)
    _before("bookings", "frozen", "UPDATE", "refuse_thaw()")
    _before("booking_items", "frozen", "INSERT OR UPDATE OR DELETE", "refuse_changed_line()")
    _before("booking_items", "own_currency", "INSERT OR UPDATE", "check_booking_currency()")
    _before("booking_events", "append_only", "UPDATE OR DELETE", "refuse_change()")
    for table, columns in SCALED.items():
        _before(table, "money_scale", "INSERT OR UPDATE", f"check_money_scale({columns})")
    for name, events, table, function in AT_COMMIT:
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {name} AFTER {events} ON {table} "
            f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {function}()"
        )


def _before(table: str, name: str, events: str, function: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}"
    )


def downgrade() -> None:
    """Take it back."""
    op.execute("DROP TRIGGER append_only ON booking_events")
    for table in SCALED:
        op.execute(f"DROP TRIGGER money_scale ON {table}")

    for name in (
        "refuse_thaw",
        "refuse_changed_line",
        "check_booking_currency",
        "check_booking_total",
        "check_departure_seats",
        "check_booking_seats",
    ):
        op.execute(f"DROP FUNCTION {name}() CASCADE")
