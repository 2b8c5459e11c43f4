"""Open tasks in words: what happened, and what a person does about it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crm import money
from crm.models import Task
from crm.provider import ErrorClass
from providers import twilio_errors

WORDS = {
    "unknown_outcome": (
        "Nobody knows whether a message to {who} was sent: the provider never answered.",
        "Ask, then: flask tasks settle {task} --sent (or --not-sent, which sends it again)",
    ),
    "not_delivered": (
        "A message to {who} was not delivered: {reason}.",
        "Write otherwise or call.",
    ),
    "window_missed": (
        "A message to {who} came too late for the 24 hours: {reason}.",
        "Send a template from the inbox.",
    ),
    "sender_paused": (
        "Nothing is sent from {address}: {reason}.",
        "Mend that, then: flask senders resume {address}",
    ),
    "event_parked": (
        "A webhook could not be digested: {reason}.",
        "Mend that, then: flask events replay {subject}",
    ),
    "late_payment": (
        "{who} paid for {code}, which is {reason}: {credit} is theirs.",
        "Send it back: flask payments refund {code} AMOUNT --reason … Or quote them anew.",
    ),
    "unexpected_payment": (
        "{who} paid for {code} what nobody had asked for: {paid} in all, {credit} too much.",
        "Look: flask bookings show {code}. Send back what is too much: flask payments refund",
    ),
    "payment_claim": (
        "{who} says that {code} is paid ({amount} was due).{waited}",
        "It came: flask payments record {code} AMOUNT. It did not: flask payments reject {subject}",
    ),
    "payment_overdue": (
        "{code} of {who} is not paid, though it was due on {due_date}.",
        "Call. More time: flask payments reschedule {code} PART DAY. Or: flask bookings cancel "
        "{code} --by operator --reason …",
    ),
    "refund_due": (
        "{code} of {who} is cancelled, and {amount} is to be sent back.",
        "Send it: flask payments refund {code} AMOUNT --reason …",
    ),
    "handover": (
        "{who} waits for a person{about}.",
        "Answer in the inbox.",
    ),
    "unanswered": (
        "{who} wrote, and nobody has answered in time.",
        "Answer in the inbox.",
    ),
    "guide_not_told": (
        "A guide could not be told of {departure}: {reason}.",
        "Call them. The group: flask departures manifest N (flask departures list has N).",
    ),
}

REASONS = {
    "window_closed": "the window had closed and no template fits",
    "no_template": "its template is not approved",
    "variable_missing": "a value of its template is missing",
    "opted_out": "they want no messages",
    "no_consent": "they never wrote to us, and nobody recorded that they may be written to",
    "not_in_list": "the provider's list does not have it",
    "unreachable": "WhatsApp cannot reach them",
}

CLASSES = {
    ErrorClass.LATER: "WhatsApp was busy, or a limit was reached",
    ErrorClass.NEVER: "it will not go to this number",
    ErrorClass.OPT_OUT: "the person wants no messages",
    ErrorClass.NEEDS_TEMPLATE: "the 24 hours had ended",
    ErrorClass.TEMPLATE: "its template is at fault",
    ErrorClass.OPERATOR: "credentials, account or sender are at fault",
}


def sentences(task: Task, who: str) -> tuple[str, str]:
    """What happened and what to do; `who` is the client a message is for."""
    facts = {
        "who": who,
        "task": task.id,
        "subject": task.subject.partition(":")[2],
        "address": task.facts.get("address", task.subject),
        "reason": reason(task),
        **_of_booking(task.facts),
        "waited": " Reminders go on meanwhile." if task.reason == "reminders_go_on" else "",
    }
    happened, todo = WORDS[task.kind]
    return happened.format(**facts), todo.format(**facts)


def _of_booking(facts: Mapping[str, Any]) -> dict[str, object]:
    """The booking's code and its sums as words; a dash for what the task does not say."""
    found: dict[str, object] = {
        "code": facts.get("booking_code") or facts.get("code") or "a booking",
        "due_date": facts.get("due_date", "—"),
        "departure": f"departure {facts['departure']}" if "departure" in facts else "a booking",
    }
    found["about"] = f" about {found['code']}" if found["code"] != "a booking" else ""
    for name in ("amount", "paid", "credit"):
        given = facts.get(name)
        sum_ = money.text(Decimal(given), facts["currency"], "en") if given else "nothing"
        found[name] = sum_.replace("\u00a0", " ")
    return found


def reason(task: Task) -> str:
    """A task's reason: our own word or the provider's code, in words."""
    given = str(task.facts.get("reason") or "")
    if task.reason in REASONS:
        return REASONS[task.reason]
    if task.reason.isdecimal():
        kind = twilio_errors.TABLE.get(task.reason)
        words = given or (CLASSES[kind] if kind else "no reason is known")
        return f"{words} (code {task.reason})"
    return task.reason or "no reason was given"
