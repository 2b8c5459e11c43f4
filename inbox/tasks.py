"""What only a person can settle, each with its button."""

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm import conversations, events, open_tasks, senders
from crm.errors import NotFound
from crm.messages import settle
from crm.models import WebhookEvent, WhatsappSender
from crm.open_tasks import OpenTask
from inbox import failures, live, task_words
from inbox.access import desk

bp = Blueprint("tasks", __name__, url_prefix="/inbox/tasks")


@bp.get("")
def index() -> str:
    """The page of tasks."""
    return render_template("tasks.html", **_shown())


@bp.get("/list")
def listed() -> Response:
    """The tasks and the figures of the bar, if they have changed."""
    return live.answer("_tasks.html", **_shown())


@bp.post("/<int:task_id>/sent")
def sent(task_id: int) -> AnyResponse:
    """An unknown outcome: it was sent."""
    at, found = desk(), _find(task_id, "unknown_outcome")
    settle.by_person(at.session, found.task, at.now, was_sent=True)
    at.session.commit()
    return _back()


@bp.post("/<int:task_id>/not-sent")
def not_sent(task_id: int) -> AnyResponse:
    """An unknown outcome: it was not; send it again."""
    at, found = desk(), _find(task_id, "unknown_outcome")
    settle.by_person(at.session, found.task, at.now, was_sent=False)
    at.session.commit()
    return _back()


@bp.post("/<int:task_id>/resume")
def resume(task_id: int) -> AnyResponse:
    """What paused the sender is mended."""
    at, found = desk(), _find(task_id, "sender_paused")
    if not isinstance(found.subject, WhatsappSender):
        raise NotFound("No such number.")
    senders.resume(at.session, found.subject, at.now)
    at.session.commit()
    return _back()


@bp.post("/<int:task_id>/replay")
def replay(task_id: int) -> AnyResponse:
    """Try a parked event again."""
    at, found = desk(), _find(task_id, "event_parked")
    if not isinstance(found.subject, WebhookEvent):
        raise NotFound("No such event.")
    events.replay(at.session, found.subject, at.now)
    at.session.commit()
    return _back()


def _find(task_id: int, kind: str) -> OpenTask:
    """The task, if it is one this button settles. Raises NotFound."""
    at = desk()
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
        "tasks": open_tasks.total(at.session, at.organization.id),
        "unread": conversations.unread_total(at.session, at.organization.id),
    }


def _back() -> AnyResponse:
    return redirect(url_for("tasks.index"), 303)
