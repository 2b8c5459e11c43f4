"""Tasks of guides, numbers and events in words."""

from crm.models import GuideNotification, WebhookEvent, WhatsappSender
from crm.open_tasks import OpenTask
from inbox import failures
from pages.languages import gettext as _, lazy as _l, ngettext

Words = tuple[str, str, str, str, str]
"""Icon, tone, title, why, code."""

NOTICES = {
    "created": _l("A new booking: %(who)s, %(seats)s."),
    "changed": _l("A booking has changed: %(who)s, %(seats)s."),
    "cancelled": _l("A booking is cancelled: %(who)s, %(seats)s."),
}
UNREACHABLE = _l("WhatsApp cannot reach them.")


def of(one: OpenTask) -> Words:
    """The words of a task that is neither about money nor about a client's message."""
    if one.task.kind == "guide_not_told":
        return _guide(one)
    if one.task.kind == "sender_paused":
        return _sender(one)
    why = _("Kept whole, nothing is lost.")
    if isinstance(one.about.subject, WebhookEvent) and one.about.subject.error:
        why += " " + _("“%(words)s”", words=one.about.subject.error)
    return "refresh-cw", "bad", _("An incoming event was not processed"), why, ""


def failure(code: str) -> tuple[str, str, str]:
    """What became of a message, what to do about it, and the provider's code."""
    if code == "no_consent":
        todo = _("Ask them, note what they said, then send it again.")
        return str(failures.SUPPRESSED[code]), todo, ""
    if code in failures.SUPPRESSED:
        return str(failures.SUPPRESSED[code]), _("Call, or write in another way."), ""
    happened, todo = failures.sentences(code)
    return happened, todo, code if code.isdecimal() else ""


def _guide(one: OpenTask) -> Words:
    notice = one.about.subject
    if isinstance(notice, GuideNotification):
        seats = ngettext("%(num)d seat", "%(num)d seats", notice.seats)
        what = str(NOTICES[notice.event]) % {"who": notice.client_name, "seats": seats}
    else:
        what = _("The list of tomorrow's group.")
    reason = one.task.reason
    is_code = reason.isdecimal() or reason in failures.SUPPRESSED
    why = failure(reason)[0] if is_code else str(UNREACHABLE)
    code = reason if reason.isdecimal() else ""
    return "contact", "warn", _("The guide could not be told"), f"{what} {why}", code


def _sender(one: OpenTask) -> Words:
    happened, todo = failures.sentences(one.task.reason)
    why = f"{happened} {todo}"
    sender = one.about.subject
    if not failures.explained(one.task.reason) and isinstance(sender, WhatsappSender):
        why = sender.paused_reason or why
    code = one.task.reason if one.task.reason.isdecimal() else ""
    return "circle-pause", "bad", _("Sending is paused"), why, code
