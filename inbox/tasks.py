"""What only a person can settle, each with its button."""

from flask import Blueprint, Response, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm import events, open_tasks, senders
from crm.errors import NotFound
from crm.messages import settle
from crm.models import WebhookEvent, WhatsappSender
from crm.open_tasks import OpenTask
from inbox import deeds, failures, live, task_words
from inbox.access import Desk, desk, needs
from inbox.deeds import Deed

bp = Blueprint("tasks", __name__, url_prefix="/inbox/tasks")


@bp.get("")
@needs("agent")
def index() -> str:
    """The page of tasks."""
    return render_template("tasks.html", **_shown())


@bp.get("/list")
@needs("agent")
def listed() -> Response:
    """The tasks and the figures of the bar, if they have changed."""
    return live.answer("_tasks.html", **_shown())


@bp.post("/<int:task_id>/sent")
@needs("agent")
def sent(task_id: int) -> AnyResponse:
    """An unknown outcome: it was sent."""
    return _settle(task_id, was_sent=True)


@bp.post("/<int:task_id>/not-sent")
@needs("agent")
def not_sent(task_id: int) -> AnyResponse:
    """An unknown outcome: it was not; send it again."""
    return _settle(task_id, was_sent=False)


def _settle(task_id: int, *, was_sent: bool) -> AnyResponse:
    def work(deed: Deed) -> str:
        found = _find(deed, task_id, "unknown_outcome")
        settle.by_person(deed.session, found.task, deed.now, was_sent=was_sent)
        deed.note("outcome.settled", found.task.subject, was_sent=was_sent)
        return url_for("tasks.index")

    return deeds.post(work)


@bp.post("/<int:task_id>/resume")
@needs("agent")
def resume(task_id: int) -> AnyResponse:
    """What paused the sender is mended."""

    def work(deed: Deed) -> str:
        found = _find(deed, task_id, "sender_paused")
        if not isinstance(found.subject, WhatsappSender):
            raise NotFound("No such number.")
        senders.resume(deed.session, found.subject, deed.now)
        deed.note("sender.resumed", found.subject)
        return url_for("tasks.index")

    return deeds.post(work)


@bp.post("/<int:task_id>/replay")
@needs("agent")
def replay(task_id: int) -> AnyResponse:
    """Try a parked event again."""

    def work(deed: Deed) -> str:
        found = _find(deed, task_id, "event_parked")
        if not isinstance(found.subject, WebhookEvent):
            raise NotFound("No such event.")
        events.replay(deed.session, found.subject, deed.now)
        deed.note("event.replayed", found.subject)
        return url_for("tasks.index")

    return deeds.post(work)


def _find(at: Desk, task_id: int, kind: str) -> OpenTask:
    """The task, if it is one this button settles. Raises NotFound."""
    found = open_tasks.find(at.session, at.organization.id, task_id)
    if found.task.kind != kind:
        raise NotFound("Another kind of task.")
    return found


def _shown() -> dict[str, object]:
    at = desk()
    found = open_tasks.listed(at.session, at.organization.id)
    return {
        "desk": at,
        "now": at.now,
        "found": found,
        "messages": [
            one for one in found if one.task.kind not in ("sender_paused", "event_parked")
        ],
        "system": [one for one in found if one.task.kind in ("sender_paused", "event_parked")],
        "sentences": failures.sentences,
        "explained": failures.explained,
        "booked_look": task_words.look,
    }
