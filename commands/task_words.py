"""Open tasks in words: what happened, and what a person does about it."""

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
}

REASONS = {
    "window_closed": "the window had closed and no template fits",
    "no_template": "its template is not approved",
    "variable_missing": "a value of its template is missing",
    "not_in_list": "the provider's list does not have it",
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
    }
    happened, todo = WORDS[task.kind]
    return happened.format(**facts), todo.format(**facts)


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
