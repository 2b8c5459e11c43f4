"""The thread a message belongs to, and the two statements of the road most messages take.

Nearly every message comes from someone known, whose lead is open. For those the whole
ingest is these two statements; benchmarks/ holds them to their speed.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from crm import unanswered
from crm.provider import InboundMessage


@dataclass(frozen=True)
class Thread:
    """The ids a message is written under."""

    organization_id: int
    sender_id: int
    client_id: int
    conversation_id: int
    lead_id: int | None
    booking_id: int | None = None
    """The booking it is about, where something says so; held by then."""


# Locked rows are read as they are after the lock was had, so a lead that someone closes at
# this moment is either still open here, or not found. Locks, on every road: conversation,
# lead, addresses; NO KEY, because rows written elsewhere point to these and must not wait.
_KNOWN = text(
    """
    SELECT v.organization_id, v.sender_id, v.client_id, v.id AS conversation_id, l.id AS lead_id
    FROM whatsapp_senders s
    JOIN organizations o ON o.id = s.organization_id
    JOIN client_addresses a ON a.organization_id = s.organization_id AND a.address = :address
    JOIN conversations v ON v.sender_id = s.id AND v.address_id = a.id
    JOIN clients c ON c.id = v.client_id
    JOIN leads l ON l.client_id = c.id AND l.status IN ('new', 'contacted', 'qualified', 'quoted')
    WHERE s.address = :sender_address
      AND (v.agent_id IS NOT NULL OR o.assignment = 'by_hand')
      AND c.kind = 'client' AND NOT c.name_is_placeholder AND c.preferred_language IS NOT NULL
      AND (:external_id ::text IS NULL OR EXISTS (
          SELECT 1 FROM client_addresses e
          WHERE e.organization_id = s.organization_id AND e.address = :external_id))
    FOR NO KEY UPDATE OF v, l
    """
)


def find_known(session: Session, inbound: InboundMessage) -> Thread | None:
    """The thread of someone about whom there is nothing new to learn; None: look closer."""
    row = session.execute(
        _KNOWN,
        {
            "sender_address": inbound.sender_address,
            "address": inbound.client_address,
            "external_id": inbound.external_id,
        },
    ).first()
    return None if row is None else Thread(*row)


LOG_INBOUND = text(
    f"""
    WITH logged AS (
        INSERT INTO communications
            (organization_id, sender_id, client_id, conversation_id, lead_id, booking_id, direction,
             author, kind, body, media_url, media_type, details, reply_to_id, whatsapp_message_id,
             whatsapp_status, created_at, updated_at)
        VALUES
            (:organization_id, :sender_id, :client_id, :conversation_id, :lead_id, :booking_id,
             'inbound', 'client', :kind, :body, :media_url, :media_type, :details,
             (SELECT id FROM communications WHERE whatsapp_message_id = :reply_to_sid
                 AND organization_id = :organization_id),
             :sid, 'received', :now, :now)
        ON CONFLICT (whatsapp_message_id) DO NOTHING
        RETURNING id
    ), conversation AS (
        UPDATE conversations SET
            unread_count = unread_count + 1,
            last_message_at = GREATEST(last_message_at, :now),
            last_inbound_at = GREATEST(last_inbound_at, :now),
            done_at = NULL,
            {unanswered.WAITS}
        WHERE id = :conversation_id AND EXISTS (SELECT 1 FROM logged)
    ), lead AS (
        UPDATE leads SET
            unread_messages_count = unread_messages_count + 1,
            last_message_at = GREATEST(last_message_at, :now),
            updated_at = :now
        WHERE id = :lead_id AND EXISTS (SELECT 1 FROM logged)
    ), address AS (
        UPDATE client_addresses SET last_seen_at = GREATEST(last_seen_at, :now)
        WHERE organization_id = :organization_id AND address IN (:address, :external_id)
          AND EXISTS (SELECT 1 FROM logged)
    )
    SELECT id FROM logged
    """  # noqa: S608  (constants)
).bindparams(bindparam("details", type_=JSONB))
"""Write an inbound message and its counts in one go; no row back: the sid is already known."""
