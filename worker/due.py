"""What is due: a question a kind of work, each answered by a partial index."""

from collections.abc import Mapping

from crm import guides, template_submission, template_sync, unanswered
from crm.bookings import expire
from crm.reminders import due
from crm.search import indexing

MESSAGES: Mapping[str, str] = {
    "settle_unknown": "SELECT 1 FROM communications"
    " WHERE whatsapp_status = 'sending' AND next_look_at <= :now",
    "replay_events": "SELECT 1 FROM webhook_events"
    " WHERE processed_at IS NULL AND parked_at IS NULL AND next_attempt_at <= :now",
    "fetch_media": "SELECT 1 FROM attachments WHERE state = 'waiting' AND next_attempt_at <= :now",
    "apply_reports": "SELECT 1 FROM delivery_reports r"
    " JOIN communications c ON c.whatsapp_message_id = r.whatsapp_message_id"
    " WHERE r.communication_id IS NULL",
    "drop_reports": "SELECT 1 FROM delivery_reports"
    " WHERE communication_id IS NULL AND received_at < :now - interval '7 days'",
}
BOOKINGS: Mapping[str, str] = {
    "send_reminders": due.ANY_DUE,
    "expire_holds": expire.ANY_DUE,
    "complete_bookings": """SELECT 1 FROM bookings b
        WHERE b.status IN ('confirmed', 'paid')
          AND b.end_date <= CAST(:now + interval '14 hours' AS date)
          AND CAST(b.end_date + 1 AS timestamp) AT TIME ZONE b.timezone <= :now
          AND (b.status = 'paid' OR (SELECT o.pays_on_site FROM organizations o
            WHERE o.id = b.organization_id))""",
    "mark_overdue": """SELECT 1 FROM payment_installments i
        JOIN organizations o ON o.id = i.organization_id
        WHERE i.status IN ('pending', 'partially_paid')
          AND i.due_date < CAST(:now + interval '14 hours' AS date)
          AND i.due_date < CAST(CAST(:now AS timestamptz) AT TIME ZONE o.timezone AS date)""",
    "tell_guides": f"SELECT 1 WHERE EXISTS ({guides.WAITING}) OR EXISTS ({guides.LISTS})",
    "escalate_claims": """SELECT 1 FROM payment_claims c
        JOIN organizations o ON o.id = c.organization_id
        WHERE c.status = 'open' AND c.escalated_at IS NULL
          AND c.opened_at <= :now - CASE
            WHEN o.payment_details IS NOT NULL AND o.payment_link IS NULL
            THEN interval '72 hours' ELSE interval '24 hours' END""",
}
TASKS: Mapping[str, str] = {
    "find_unanswered": unanswered.ANY_DUE,
    "index_words": indexing.ANY_DUE,
}
TEMPLATES: Mapping[str, str] = {
    "submit_templates": template_submission.QUESTION,
    "sync_templates": template_sync.QUESTION,
}
QUESTIONS: Mapping[str, str] = {**MESSAGES, **BOOKINGS, **TASKS, **TEMPLATES}
"""By kind of work; each selects something where there is any."""
