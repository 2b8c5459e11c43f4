"""What an agent sends: free text, a template, a second attempt. Each answers with a redirect."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm import conversation_card, conversation_log, conversations
from crm.errors import CrmError, NotFound
from crm.messages import compose
from crm.models import Conversation
from inbox import faults, speech, thread
from inbox.access import desk

bp = Blueprint("answers", __name__, url_prefix="/inbox/c/<uuid:public_id>")


@bp.post("/text")
def text(public_id: UUID) -> Response:
    """Send free text."""
    at, found = desk(), _conversation(public_id)
    body = request.form.get("body", "")
    compose.text(at.session, found, at.user, body, _key(), at.now)
    at.session.commit()
    return _back(public_id)


@bp.post("/template")
def template(public_id: UUID) -> Response:
    """Send a template with the values typed."""
    at, found = desk(), _conversation(public_id)
    values = {name[2:]: text for name, text in request.form.items() if name.startswith("v_")}
    name, language = request.form.get("name", ""), request.form.get("language", "")
    compose.template(at.session, found, at.user, name, language, values, _key(), at.now)
    at.session.commit()
    return _back(public_id)


@bp.post("/template/preview")
def preview(public_id: UUID) -> str:
    """The template as the phone will show it, with what is typed so far."""
    at, found = desk(), _conversation(public_id)
    card = conversation_card.read(at.session, found)
    picker = thread.picker(at, card)
    return render_template("_preview.html", picker=picker, card=card, now=at.now)


@bp.post("/m/<uuid:message_id>/retry")
def retry(public_id: UUID, message_id: UUID) -> Response:
    """Send a failed message again, once: the key is made of the message itself."""
    at, found = desk(), _conversation(public_id)
    failed = conversation_log.find(at.session, found, message_id)
    compose.retry(at.session, failed, at.user, f"retry:{message_id}", at.now)
    at.session.commit()
    return _back(public_id)


@bp.errorhandler(CrmError)
def refused(error: CrmError) -> tuple[str, int]:
    """The page again with what was typed, and the reason above the composer."""
    if isinstance(error, NotFound):
        return faults.refused(error)
    at = desk()
    at.session.rollback()
    assert request.view_args is not None  # noqa: S101  (every address here names a conversation)
    found = _conversation(request.view_args["public_id"])
    typed = request.form.get("body", "")
    return thread.page(at, found, typed=typed, refusal=speech.refusal(error)), 422


def _conversation(public_id: UUID) -> Conversation:
    at = desk()
    return conversations.find(at.session, at.organization.id, public_id)


def _key() -> str:
    """The form's own key, so that two clicks are one send."""
    key = request.form.get("key", "")[:64]
    if not key:
        abort(400)  # an empty key would make every later message the first one again
    return f"form:{key}"


def _back(public_id: UUID) -> Response:
    return redirect(url_for("conversations.conversation", public_id=public_id), 303)
