"""What settles tasks of messages, guides, numbers and events; those of money: money_deeds."""

from collections.abc import Callable

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from crm import events, open_tasks, senders, task_steps
from crm.errors import NotFound
from crm.messages import compose, settle
from crm.models import Communication, WebhookEvent, WhatsappSender
from crm.open_tasks import OpenTask
from inbox import deeds
from inbox.access import needs
from inbox.deeds import Deed

bp = Blueprint("task_deeds", __name__, url_prefix="/inbox/tasks")

Work = Callable[[Deed, OpenTask], None]


@bp.post("/<int:task_id>/sent")
@needs("agent")
def sent(task_id: int) -> Response:
    """An unknown outcome: it was sent."""
    return post(task_id, ("unknown_outcome",), lambda deed, one: _outcome(deed, one, was_sent=True))


@bp.post("/<int:task_id>/not-sent")
@needs("agent")
def not_sent(task_id: int) -> Response:
    """An unknown outcome: it was not; send it again."""
    return post(
        task_id, ("unknown_outcome",), lambda deed, one: _outcome(deed, one, was_sent=False)
    )


@bp.post("/<int:task_id>/again")
@needs("agent")
def again(task_id: int) -> Response:
    """Send once more what did not arrive."""

    def work(deed: Deed, one: OpenTask) -> None:
        message = one.about.subject
        if not isinstance(message, Communication):
            raise NotFound("No such message.")
        key = f"retry:{message.public_id}"
        compose.retry(deed.session, message, deed.user, key, deed.now)
        deed.note("message.retried", message)

    return post(task_id, ("not_delivered",), work)


@bp.post("/<int:task_id>/done")
@needs("agent")
def done(task_id: int) -> Response:
    """It was settled outside the system."""

    def work(deed: Deed, one: OpenTask) -> None:
        task_steps.done(deed.session, one.task, deed.now)
        deed.note("task.closed", one.task, kind=one.task.kind, about=one.task.subject)

    return post(task_id, task_steps.BY_HAND, work)


@bp.post("/<int:task_id>/told")
@needs("agent")
def told(task_id: int) -> Response:
    """The guide was told by phone."""

    def work(deed: Deed, one: OpenTask) -> None:
        task_steps.told(deed.session, one.task, deed.now)
        deed.note("guide.told", one.task.subject)

    return post(task_id, ("guide_not_told",), work)


@bp.post("/<int:task_id>/tell-again")
@needs("agent")
def tell_again(task_id: int) -> Response:
    """Try once more to tell the guide by WhatsApp."""

    def work(deed: Deed, one: OpenTask) -> None:
        task_steps.tell_again(deed.session, one.task, deed.user, deed.now)
        deed.note("guide.told_again", one.task.subject)

    return post(task_id, ("guide_not_told",), work)


@bp.post("/<int:task_id>/resume")
@needs("agent")
def resume(task_id: int) -> Response:
    """What paused the sender is mended."""

    def work(deed: Deed, one: OpenTask) -> None:
        if not isinstance(one.about.subject, WhatsappSender):
            raise NotFound("No such number.")
        senders.resume(deed.session, one.about.subject, deed.now)
        deed.note("sender.resumed", one.about.subject)

    return post(task_id, ("sender_paused",), work)


@bp.post("/<int:task_id>/replay")
@needs("agent")
def replay(task_id: int) -> Response:
    """Try a parked event again."""
    return post(task_id, ("event_parked",), _replay)


@bp.post("/replay-all")
@needs("agent")
def replay_all() -> Response:
    """Try all parked events again."""

    def work(deed: Deed) -> str:
        for one in open_tasks.parked(deed.session, deed.organization.id):
            _replay(deed, one)
        if not deed.noted:
            raise NotFound("No event waits to be tried again.")
        return back()

    return deeds.post(work)


def post(task_id: int, kinds: tuple[str, ...], work: Work) -> Response:
    """Settle a task of these kinds: found, locked and still open, or NotFound."""

    def whole(deed: Deed) -> str:
        work(deed, open_tasks.take(deed.session, deed.organization.id, task_id, *kinds))
        return back()

    return deeds.post(whole)


def back() -> str:
    """The list as it was filtered."""
    only = request.args.get("only")
    return url_for("tasks.index", only=only if only in open_tasks.FILTERS else None)


def _outcome(deed: Deed, one: OpenTask, *, was_sent: bool) -> None:
    settle.by_person(deed.session, one.task, deed.now, was_sent=was_sent)
    deed.note("outcome.settled", one.task.subject, was_sent=was_sent)


def _replay(deed: Deed, one: OpenTask) -> None:
    if not isinstance(one.about.subject, WebhookEvent):
        raise NotFound("No such event.")
    events.replay(deed.session, one.about.subject, deed.now)
    deed.note("event.replayed", one.about.subject)
