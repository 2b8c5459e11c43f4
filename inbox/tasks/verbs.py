"""The buttons of an open task: each settles it, or leads to where it is settled."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import request, url_for

from crm.models import Client, GuideNotification
from crm.open_tasks import OpenTask
from inbox.access import Desk
from pages.languages import gettext as _

FORMS = {
    "payment_claim": ("match", "record", "reject"),
    "payment_overdue": ("record", "more-time"),
    "late_payment": ("seats-back", "refund"),
    "unexpected_payment": ("refund",),
    "refund_due": ("refund",),
    "unknown_outcome": ("not-sent",),
}
"""What asks for something first, or tells the client, by kind of task."""


@dataclass(frozen=True)
class Verb:
    """One button."""

    words: str
    tone: str
    """main, plain or quiet."""
    address: str
    way: str
    """`post` does it at once; `form` opens what is to be filled in; `link` leads elsewhere."""


def of(one: OpenTask, desk: Desk) -> list[Verb]:
    """The buttons for this user, the likeliest last."""
    return KINDS[one.task.kind](one, desk)


def _claim(one: OpenTask, desk: Desk) -> list[Verb]:
    verbs = [_form(one, "reject", _("No such payment"), "quiet")]
    if one.about.money.payments:
        verbs.append(_form(one, "record", _("Record a payment"), "quiet"))
        return [*verbs, _form(one, "match", _("Match the payment"), "main")]
    return [*verbs, _form(one, "record", _("Record the payment"), "main")]


def _late_payment(one: OpenTask, desk: Desk) -> list[Verb]:
    booking, departure = one.about.booking, one.about.departure
    verbs = _money_back(one, desk)
    if booking is None or booking.status != "expired":
        return verbs
    if departure is None or departure.available_seats >= booking.num_participants:
        back = _form(one, "seats-back", _("Take the seats back"), "plain")
        return [*(replace(verb, tone="quiet") for verb in verbs), back]
    return verbs


def _money_back(one: OpenTask, desk: Desk) -> list[Verb]:
    """A manager's: asked for, then done at the bank, then said here."""
    if not desk.may("manager"):
        return _write(one)
    on_its_way = one.about.money.refunds
    if not on_its_way:
        return [*_write(one, "quiet"), _form(one, "refund", _("Send money back"), "plain")]
    return [
        _post(one, "money_deeds.refund_failed", _("It could not be sent"), "quiet"),
        _post(one, "money_deeds.refund_sent", _("The money was sent"), "plain"),
    ]


def _overdue(one: OpenTask, desk: Desk) -> list[Verb]:
    return [
        *_write(one, "quiet"),
        _form(one, "more-time", _("Give more time"), "quiet"),
        _form(one, "record", _("Record the payment"), "plain"),
    ]


def _unknown(one: OpenTask, desk: Desk) -> list[Verb]:
    return [
        _post(one, "task_deeds.sent", _("It was sent"), "quiet"),
        _form(one, "not-sent", _("Not sent: send again"), "plain"),
    ]


def _not_delivered(one: OpenTask, desk: Desk) -> list[Verb]:
    if one.task.reason == "no_consent" and one.client is not None:
        return _without_consent(one, one.client)
    return [
        _post(one, "task_deeds.done", _("Settled otherwise"), "quiet"),
        *_write(one, "quiet"),
        _post(one, "task_deeds.again", _("Send again"), "plain"),
    ]


def _without_consent(one: OpenTask, client: Client) -> list[Verb]:
    """Sent again, it would be held back again, until it is noted what the client said."""
    back = url_for("tasks.index", only=request.args.get("only"))
    address = url_for("clients.consent_form", public_id=client.public_id, back=back)
    return [
        _post(one, "task_deeds.done", _("Settled otherwise"), "quiet"),
        _post(one, "task_deeds.again", _("Send again"), "quiet"),
        Verb(_("Note what they said"), "plain", address, "link"),
    ]


def _window_missed(one: OpenTask, desk: Desk) -> list[Verb]:
    verbs = [_post(one, "task_deeds.done", _("Settled otherwise"), "quiet")]
    if one.conversation is not None:
        address = url_for(
            "conversations.conversation",
            public_id=one.conversation.public_id,
            composer="template",
        )
        verbs.append(Verb(_("Choose a template"), "plain", address, "link"))
    return verbs


def _handover(one: OpenTask, desk: Desk) -> list[Verb]:
    return [
        _post(one, "task_deeds.done", _("Settled otherwise"), "quiet"),
        *_write(one, answer=True),
    ]


def _unanswered(one: OpenTask, desk: Desk) -> list[Verb]:
    return [
        _post(one, "task_deeds.done", _("No answer is needed"), "quiet"),
        *_write(one, answer=True),
    ]


def _guide(one: OpenTask, desk: Desk) -> list[Verb]:
    verbs = [_post(one, "task_deeds.told", _("Told by phone"), "plain")]
    if isinstance(one.about.subject, GuideNotification) or one.about.guide is not None:
        verbs.insert(0, _post(one, "task_deeds.tell_again", _("Send again"), "quiet"))
    return verbs


def _paused(one: OpenTask, desk: Desk) -> list[Verb]:
    return [_post(one, "task_deeds.resume", _("Resume sending"), "plain")]


def _parked(one: OpenTask, desk: Desk) -> list[Verb]:
    return [_post(one, "task_deeds.replay", _("Replay"), "plain")]


KINDS: dict[str, Callable[[OpenTask, Desk], list[Verb]]] = {
    "payment_claim": _claim,
    "late_payment": _late_payment,
    "unexpected_payment": _money_back,
    "payment_overdue": _overdue,
    "refund_due": _money_back,
    "unknown_outcome": _unknown,
    "not_delivered": _not_delivered,
    "window_missed": _window_missed,
    "handover": _handover,
    "unanswered": _unanswered,
    "guide_not_told": _guide,
    "sender_paused": _paused,
    "event_parked": _parked,
}


def _post(one: OpenTask, endpoint: str, words: str, tone: str) -> Verb:
    only = request.args.get("only")
    return Verb(words, tone, url_for(endpoint, task_id=one.task.id, only=only), "post")


def _form(one: OpenTask, verb: str, words: str, tone: str) -> Verb:
    only = request.args.get("only")
    address = url_for("tasks.form", task_id=one.task.id, verb=verb, only=only)
    return Verb(words, tone, address, "form")


def _write(one: OpenTask, tone: str = "plain", *, answer: bool = False) -> list[Verb]:
    """The conversation, where there is one."""
    if one.conversation is None:
        return []
    words = _("Answer") if answer else _("Write to the client")
    address = url_for("conversations.conversation", public_id=one.conversation.public_id)
    return [Verb(words, tone, address, "link")]
