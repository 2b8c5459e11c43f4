"""The audit log in words: what was done, to what, and what it changed."""

from collections.abc import Iterator, Mapping
from typing import Any

from crm.audit_log import Row
from pages.languages import gettext as _, lazy as _l

ACTIONS = {
    "account.changed": _l("Changed their own account"),
    "booking.cancelled": _l("Cancelled a booking"),
    "booking.completed": _l("Completed a booking"),
    "booking.confirmed": _l("Confirmed a booking"),
    "booking.held": _l("Placed a hold"),
    "booking.moved": _l("Moved a booking"),
    "booking.note_added": _l("Wrote a note on a booking"),
    "booking.offered": _l("Sent an offer"),
    "booking.part_moved": _l("Moved a due date"),
    "booking.part_waived": _l("Waived a part of the price"),
    "booking.payment_requested": _l("Asked for payment"),
    "booking.people_changed": _l("Changed how many travel"),
    "booking.price_adjusted": _l("Adjusted the price"),
    "booking.quoted": _l("Made a quote"),
    "booking.quoted_again": _l("Made a quote again"),
    "booking.revived": _l("Revived a booking"),
    "booking.schedule_agreed": _l("Agreed a schedule"),
    "claim.matched": _l("Matched a claim with a payment"),
    "claim.rejected": _l("Rejected a claim"),
    "client.edited": _l("Edited a client"),
    "client.merged": _l("Merged two clients"),
    "client.parted": _l("Undid a merge of clients"),
    "client.tagged": _l("Tagged a client"),
    "client.untagged": _l("Took a tag from a client"),
    "command.run": _l("Ran a command at the server"),
    "consent.recorded": _l("Recorded a consent"),
    "conversation.assigned": _l("Assigned a conversation"),
    "conversation.finished": _l("Finished a conversation"),
    "conversation.opened": _l("Opened a conversation"),
    "conversation.reopened": _l("Opened a conversation again"),
    "departure.added": _l("Added a departure"),
    "departure.cancelled": _l("Cancelled a departure"),
    "departure.changed": _l("Changed a departure"),
    "departure.closed": _l("Closed a departure for sale"),
    "departure.moved": _l("Moved a departure"),
    "departure.opened": _l("Opened a departure for sale"),
    "event.replayed": _l("Had a webhook tried again"),
    "file.fetched_again": _l("Had a file fetched again"),
    "guide.told": _l("Noted that a guide was told"),
    "guide.told_again": _l("Sent a guide's message again"),
    "invite.accepted": _l("Came in by a link"),
    "invite.revoked": _l("Took a link back"),
    "item.added": _l("Added a line to a booking"),
    "item.described": _l("Described a line of a booking"),
    "item.removed": _l("Took a line from a booking"),
    "lead.edited": _l("Edited a lead"),
    "lead.moved": _l("Moved a lead"),
    "lead.opened": _l("Opened a lead"),
    "link.made": _l("Made a client's link"),
    "link.revoked": _l("Took a client's link back"),
    "logo.changed": _l("Changed the logo"),
    "logo.dropped": _l("Took the logo away"),
    "message.hurried": _l("Sent a planned message now"),
    "message.retried": _l("Sent a failed message again"),
    "message.sent": _l("Sent a message"),
    "message.skipped": _l("Skipped a planned message"),
    "message.snoozed": _l("Put a planned message off"),
    "note.written": _l("Wrote a note"),
    "organization.changed": _l("Changed the settings"),
    "outcome.settled": _l("Settled whether a message was sent"),
    "password.changed": _l("Changed their own password"),
    "payment.recorded": _l("Recorded a payment"),
    "person.added": _l("Added a traveller"),
    "person.edited": _l("Edited a traveller"),
    "person.made_primary": _l("Chose the main traveller"),
    "person.removed": _l("Removed a traveller"),
    "refund.failed": _l("Noted that a refund failed"),
    "refund.given_up": _l("Gave a refund up"),
    "refund.requested": _l("Asked for a refund"),
    "refund.sent": _l("Noted that a refund was sent"),
    "reminder.hurried": _l("Sent a reminder now"),
    "reminder.skipped": _l("Skipped a reminder"),
    "reminder.snoozed": _l("Put a reminder off"),
    "saved_reply.added": _l("Added a saved reply"),
    "saved_reply.changed": _l("Changed a saved reply"),
    "saved_reply.removed": _l("Removed a saved reply"),
    "schedule.time_given": _l("Gave more time to pay"),
    "sender.added": _l("Added a WhatsApp number"),
    "sender.changed": _l("Changed a WhatsApp number"),
    "sender.resumed": _l("Let a paused number send again"),
    "sender.tested": _l("Tested the way in of a number"),
    "session.ended": _l("Signed one of their browsers out"),
    "sessions.ended": _l("Signed out everywhere else"),
    "statement.applied": _l("Took payments from a statement"),
    "statement.uploaded": _l("Uploaded a statement"),
    "talk.noted": _l("Logged a call, an e-mail or an SMS"),
    "task.closed": _l("Closed a task"),
    "template.sent": _l("Sent a template"),
    "template.submitted": _l("Handed a template in for approval"),
    "template.withdrawn": _l("Withdrew a template"),
    "template.written": _l("Wrote a template"),
    "templates.sync_asked": _l("Asked Twilio where the templates stand"),
    "tour.added": _l("Added a tour"),
    "tour.changed": _l("Changed a tour"),
    "user.deactivated": _l("Let somebody in no more"),
    "user.invited": _l("Invited somebody"),
    "user.password_link_made": _l("Made a link for a new password"),
    "user.reactivated": _l("Let somebody in again"),
    "user.role_changed": _l("Gave another role"),
    "user.signed_out": _l("Signed somebody out everywhere"),
}
"""By action. The log only grows, so words stay also where no page does it any more."""

KINDS = {
    "bookings": _l("Bookings"),
    "clients": _l("Clients"),
    "communications": _l("Messages"),
    "conversations": _l("Conversations"),
    "invites": _l("Invitations"),
    "leads": _l("Leads"),
    "organizations": _l("Settings"),
    "tours": _l("Tours"),
    "users": _l("Team"),
    "whatsapp_senders": _l("WhatsApp numbers"),
    "whatsapp_templates": _l("Templates"),
}
"""What the log can be narrowed to."""

SETTINGS = {
    "answer_within_minutes": _l("Minutes to answer"),
    "assignment": _l("Who gets a new conversation"),
    "balance_due_days": _l("Days before the departure for the rest"),
    "brand_color": _l("Colour"),
    "default_currency": _l("Currency"),
    "default_language": _l("Language of new clients"),
    "default_region": _l("Country"),
    "deposit_percent": _l("Deposit in percent"),
    "grace_minutes": _l("Grace, minutes"),
    "hide_prices": _l("Vouchers without prices"),
    "hold_minutes": _l("Hold, minutes"),
    "languages": _l("Languages"),
    "name": _l("Name or title"),
    "office_phone": _l("Office phone"),
    "overdue_cancel_days": _l("Days until unpaid bookings are to be cancelled"),
    "payment_details": _l("Payment details"),
    "payment_link": _l("Payment link"),
    "pays_on_site": _l("May pay on the way"),
    "preferred_language": _l("Language"),
    "privacy_url": _l("Privacy page"),
    "quiet_end": _l("Quiet until"),
    "quiet_start": _l("Quiet from"),
    "quote_valid_days": _l("Days an offer is good"),
    "rate": _l("Messages a second"),
    "reminder_offsets": _l("Days of reminders"),
    "reminder_time": _l("Time of reminders"),
    "role": _l("Role"),
    "theme": _l("Colours"),
    "timezone": _l("Time zone"),
    "working_hours": _l("Working hours"),
}
"""What an entry tells before and after of."""


def action(row: Row) -> str:
    """What was done; an action without words as it is."""
    return str(ACTIONS.get(row.entry.action, row.entry.action))


def subject(row: Row) -> str:
    """What it was done to: its name, else what the log calls it."""
    return row.name or row.entry.subject


def kinds() -> list[tuple[str, str]]:
    """The kinds as a form offers them, by their words."""
    return sorted(((kind, str(words)) for kind, words in KINDS.items()), key=lambda one: one[1])


def changes(row: Row) -> Iterator[tuple[str, str, str]]:
    """What was, and what is now, by the name of the setting."""
    changed: Mapping[str, Any] = row.entry.facts.get("changed") or {}
    for name, pair in changed.items():
        if isinstance(pair, list) and len(pair) == 2:
            before, after = (_("nothing") if one in (None, "") else str(one) for one in pair)
            yield str(SETTINGS.get(name, name)), before, after


def command(row: Row) -> str:
    """Of a command, what was typed without its values."""
    return str(row.entry.facts.get("command", ""))
