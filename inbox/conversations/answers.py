"""What an agent sends: free text, a template, a second attempt. Each answers with a redirect."""

from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from crm import conversation_card, conversation_log, conversations
from crm.errors import CrmError, NotFound
from crm.messages import compose
from crm.models import Conversation
from inbox import deeds, faults, speech
from inbox.access import Desk, desk, needs
from inbox.conversations import thread, uploads
from inbox.deeds import Deed

bp = Blueprint("answers", __name__, url_prefix="/inbox/c/<uuid:public_id>")


@bp.post("/text")
@needs("agent")
def text(public_id: UUID) -> Response:
    """Send free text, or a file with the text below it."""
    body, upload = request.form.get("body", ""), uploads.read(request.files.get("file"))

    def work(deed: Deed) -> str:
        found = _conversation(deed, public_id)
        to = deed.session, found, deed.user
        if upload is None:
            sent = compose.text(*to, body, _key(), deed.now)
        else:
            sent = compose.file(*to, upload, body, _key(), deed.now)
        deed.note("message.sent", sent)
        return _page(public_id)

    return deeds.post(work)


@bp.post("/template")
@needs("agent")
def template(public_id: UUID) -> Response:
    """Send a template with the values typed."""
    values = {name[2:]: text for name, text in request.form.items() if name.startswith("v_")}
    chosen = request.form.get("name", ""), request.form.get("language", "")

    def work(deed: Deed) -> str:
        found = _conversation(deed, public_id)
        sent = compose.template(deed.session, found, deed.user, *chosen, values, _key(), deed.now)
        deed.note("template.sent", sent, template=chosen[0])
        return _page(public_id, composer="template")

    return deeds.post(work)


@bp.post("/template/preview")
@needs("agent")
def preview(public_id: UUID) -> str:
    """The template as the phone will show it, with what is typed so far."""
    at = desk()
    card = conversation_card.read(at.session, _conversation(at, public_id))
    picker = thread.picker(at, card)
    return render_template("_preview.html", picker=picker, card=card, now=at.now)


@bp.post("/m/<uuid:message_id>/retry")
@needs("agent")
def retry(public_id: UUID, message_id: UUID) -> Response:
    """Send a failed message again, once: the key is made of the message itself."""

    def work(deed: Deed) -> str:
        found = _conversation(deed, public_id)
        failed = conversation_log.find(deed.session, found, message_id)
        key = f"retry:{message_id}"
        again = compose.retry(deed.session, failed, deed.user, key, deed.now)
        deed.note("message.retried", again, failed=str(message_id))
        return _page(public_id)

    return deeds.post(work)


@bp.errorhandler(CrmError)
def refused(error: CrmError) -> tuple[str, int]:
    """The page again with what was typed, and the reason above the composer."""
    if isinstance(error, NotFound) or "HX-Request" in request.headers:
        return faults.refused(error)  # the form itself keeps what was typed
    at = desk()
    assert request.view_args is not None  # noqa: S101  (every address here names a conversation)
    found = _conversation(at, request.view_args["public_id"])
    typed = request.form.get("body", "")
    return thread.page(at, found, typed=typed, refusal=speech.refusal(error)), 422


def _conversation(at: Desk, public_id: UUID) -> Conversation:
    return conversations.find(at.session, at.organization.id, public_id)


def _key() -> str:
    """The form's own key, so that two clicks are one send."""
    key = request.form.get("key", "")[:64]
    if not key:
        abort(400)  # an empty key would make every later message the first one again
    return f"form:{key}"


def _page(public_id: UUID, composer: str | None = None) -> str:
    """The conversation again; the kind of answer that was chosen stays."""
    return url_for("conversations.conversation", public_id=public_id, composer=composer)
