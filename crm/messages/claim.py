"""Claiming what is due: the order to send becomes `sending`, or is refused with its reason.

Everything that could have changed since a message was queued is looked at here, in the
transaction that claims it: the session window, consent, the template's approval, the
client's language, and the booking it is about (crm.flows). Called by worker.deliver only.

The booking is held while it is judged, so a payment is either seen here or comes after this
commits. Steps of a booking lock it first and then write messages, and an inbound message may
hold a conversation that is claimed here; so a claim never waits for a booking. One that
someone is changing at this moment sends its message back for a second.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from crm.messages import choice, refusal
from crm.provider import Outbound

PAIR_PAUSE = timedelta(seconds=6)
"""WhatsApp takes one message in six seconds to one person; agents' bursts are not held back."""

CALL_WITHIN = timedelta(seconds=10)
"""A claim not called by then is given back: the look for an unknown outcome counts on it."""

CALL_SECONDS = 15
"""The longest that one call to the provider lasts."""

FIRST_LOOK = timedelta(seconds=25)
"""When a claim without a recorded end can no longer be in flight."""


RETRY_WITHIN = timedelta(minutes=15)
"""What waits so long for its next attempt keeps its place; what is held for the night does not."""

BUSY_PAUSE = timedelta(seconds=1)
"""How long a message waits whose booking is being changed at this moment."""


@dataclass(frozen=True)
class Claimed:
    """One message that is ours to send now."""

    id: int
    attempt: int
    claimed_at: datetime
    message: Outbound


# The lease is asserted and held for the length of the claim, so one who lost it claims
# nothing. A row waits while one before it in its conversation is due, tried or unsettled:
# that keeps the order, and one message an address in flight. NO KEY: an inbound message
# that holds the conversation and points to the sender must not wait for this in a circle.
_DUE = text(
    """
    WITH mine AS (
        SELECT id FROM whatsapp_senders
        WHERE id = :sender_id AND lease_owner = :owner AND lease_until > :now
          AND paused_at IS NULL
        FOR NO KEY UPDATE
    )
    SELECT c.id, c.booking_id FROM communications c
    JOIN mine ON mine.id = c.sender_id
    JOIN conversations v ON v.id = c.conversation_id
    WHERE c.whatsapp_status = 'queued' AND c.not_before <= :now
      AND (c.author <> 'system' OR v.last_call_at IS NULL
           OR v.last_call_at NOT BETWEEN :pair_since AND :now)
      AND NOT EXISTS (
          SELECT 1 FROM communications e
          WHERE e.conversation_id = c.conversation_id AND e.id <> c.id
            AND (e.whatsapp_status = 'sending' AND e.next_look_at IS NOT NULL
                 OR e.whatsapp_status = 'queued' AND e.id < c.id
                    AND (e.not_before <= :now
                        OR e.attempts > 0 AND e.not_before <= :retry_until)))
    ORDER BY c.not_before, c.id LIMIT :limit
    FOR NO KEY UPDATE OF c SKIP LOCKED
    """
)

# A second update of a row in one transaction asks for all its foreign keys again, so it would
# wait for a booking that is being changed; a message of one is touched here once.
_HOLD = text("SELECT id FROM bookings WHERE id = ANY(:ids) ORDER BY id FOR SHARE SKIP LOCKED")
_LATER = text("UPDATE communications SET not_before = :until WHERE id = ANY(:ids)")
_TAKE = text(
    """
    WITH taken AS (
        UPDATE communications c SET whatsapp_status = 'sending', attempts = c.attempts + 1,
            claimed_at = :now, call_ended_at = NULL, looks = 0, next_look_at = :first_look,
            updated_at = :now
        WHERE c.id = ANY(:ids)
        RETURNING c.conversation_id
    )
    UPDATE conversations v SET last_call_at = :now FROM taken WHERE v.id = taken.conversation_id
    """
)

_FACTS = text(
    """
    SELECT c.id, c.public_id::text AS public_id, c.attempts, c.author, c.body, c.kind, c.media_type,
        c.template_name, c.template_language, c.template_params, c.template_only,
        c.organization_id, c.conversation_id, c.client_id, c.booking_id, c.about, c.answers_at,
        s.address AS sender_address, a.address AS client_address, v.last_inbound_at,
        cl.name, cl.name_is_placeholder, cl.preferred_language, cl.phone,
        cl.kind AS client_kind,
        (SELECT state FROM client_consents k WHERE k.client_id = cl.id AND k.scope = 'all'
            ORDER BY k.id DESC LIMIT 1) AS consent,
        (SELECT state FROM client_consents k WHERE k.client_id = cl.id AND k.scope = 'marketing'
            ORDER BY k.id DESC LIMIT 1) AS marketing,
        EXISTS (SELECT 1 FROM conversations w
            WHERE w.client_id = cl.id AND w.last_inbound_at IS NOT NULL) AS has_written
    FROM communications c
    JOIN conversations v ON v.id = c.conversation_id
    JOIN client_addresses a ON a.id = v.address_id
    JOIN clients cl ON cl.id = c.client_id
    JOIN whatsapp_senders s ON s.id = c.sender_id
    WHERE c.id = ANY(:ids) ORDER BY c.not_before, c.id
    """
)


def claim(
    session: Session, sender_id: int, owner: str, limit: int, public_url: str, now: datetime
) -> list[Claimed]:
    """Claim up to `limit` due messages of a sender whose lease is `owner`'s.

    The caller commits before it calls the provider. What may no longer be sent is
    suppressed with its reason in the same transaction and is not among the claimed.
    """
    due = session.execute(
        _DUE,
        {
            "sender_id": sender_id,
            "owner": owner,
            "limit": limit,
            "now": now,
            "pair_since": now - PAIR_PAUSE,
            "retry_until": now + RETRY_WITHIN,
        },
    ).all()
    ids = _held(session, {row.id: row.booking_id for row in due}, now)
    if not ids:
        return []
    session.execute(_TAKE, {"ids": ids, "now": now, "first_look": now + FIRST_LOOK})
    rows = session.execute(_FACTS, {"ids": ids}).all()
    chooser = choice.Chooser(session, public_url, now)
    return [found for row in rows if (found := _prepare(session, chooser, row, now))]


def _held(session: Session, due: Mapping[int, int | None], now: datetime) -> list[int]:
    """The due messages whose booking nobody is changing now; it is held from here on."""
    about = {booking_id for booking_id in due.values() if booking_id is not None}
    if not about:
        return list(due)
    held = {None, *session.scalars(_HOLD, {"ids": sorted(about)})}
    busy = [one for one, booking_id in due.items() if booking_id not in held]
    if busy:
        session.execute(_LATER, {"ids": busy, "until": now + BUSY_PAUSE})
    return [one for one, booking_id in due.items() if booking_id in held]


def _prepare(
    session: Session, chooser: choice.Chooser, row: Row[tuple[object, ...]], now: datetime
) -> Claimed | None:
    """What to send for one claimed row; None where it was suppressed or put back."""
    try:
        message = chooser.message(row)
    except refusal.MayNotGo as reason:
        refusal.suppress(session, row, reason, now)
        return None
    except refusal.NotYet as pause:
        refusal.put_back(session, [row.id], pause.until, now)
        return None
    return Claimed(id=row.id, attempt=row.attempts, claimed_at=now, message=message)


_GIVE_BACK = text(
    """
    UPDATE communications c SET whatsapp_status = 'queued', next_look_at = NULL, updated_at = :now
    FROM unnest(CAST(:ids AS bigint[]), CAST(:attempts AS integer[])) AS o(id, attempt)
    WHERE c.id = o.id AND c.attempts = o.attempt AND c.whatsapp_status = 'sending'
    """
)


def give_back(session: Session, claimed: Sequence[Claimed], now: datetime) -> None:
    """Put back what was claimed but certainly not called (too late, or the worker stops).

    Not where it has been given up and claimed anew meanwhile: that attempt may be in flight.
    """
    if claimed:
        ids, attempts = [one.id for one in claimed], [one.attempt for one in claimed]
        session.execute(_GIVE_BACK, {"ids": ids, "attempts": attempts, "now": now})
