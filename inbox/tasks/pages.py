"""The page of what only a person can settle, and the forms that ask for something first."""

from flask import Blueprint, Response, abort, render_template, request

from crm import local_time, open_tasks
from crm.open_tasks import Cursor, OpenTask
from crm.payments import settling
from inbox import live
from inbox.access import desk, needs
from inbox.tasks import verbs as task_verbs, words as task_words

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


@bp.get("/<int:task_id>/<verb>")
@needs("agent")
def form(task_id: int, verb: str) -> str:
    """What a verb asks for: in a dialog over the list, or as a page of its own."""
    at = desk()
    one = open_tasks.find(at.session, at.organization.id, task_id)
    if verb not in task_verbs.FORMS.get(one.task.kind, ()):
        abort(404)
    kind = "_task_form.html" if "HX-Request" in request.headers else "task_form.html"
    here = request.full_path.rstrip("?")
    return render_template(kind, verb=verb, here=here, **_asked(one))


def _shown() -> dict[str, object]:
    at = desk()
    only = request.args.get("only", "all")
    if only not in open_tasks.FILTERS:
        abort(404)
    given = request.args.get("after")
    after = Cursor.read(given) if given else None
    page = open_tasks.page(at.session, at.user, only, after)
    return {
        "desk": at,
        "now": at.now,
        "only": only,
        "after": after,
        "page": page,
        "counts": open_tasks.counts(at.session, at.user),
        "groups": _groups(page.found),
        **_words(),
    }


def _groups(found: list[OpenTask]) -> list[tuple[str, list[OpenTask]]]:
    """Money, messages and the rest, as far as there is any of each."""
    groups = [(name, [one for one in found if one.group == name]) for name in open_tasks.GROUPS]
    return [(name, tasks) for name, tasks in groups if tasks]


def _asked(one: OpenTask) -> dict[str, object]:
    """What the forms stand on."""
    at = desk()
    booking = one.about.booking
    return {
        "desk": at,
        "now": at.now,
        "one": one,
        "today": local_time.today(at.now, at.organization.timezone),
        "to_send_back": settling.to_send_back(at.session, booking) if booking else None,
        "refundable": settling.refundable(at.session, booking) if booking else [],
        **_words(),
    }


def _words() -> dict[str, object]:
    return {
        "look_of": task_words.look,
        "since": task_words.waits_since,
        "waiting": task_words.waiting,
        "verbs_of": task_verbs.of,
        "day": task_words.day,
    }
