"""What an agent types, kept while they type it, and shown to the colleague who would answer too."""

from uuid import UUID

from flask import Blueprint, Response, make_response, request

from crm import conversations, drafts
from inbox import live
from inbox.access import desk, needs

bp = Blueprint("drafts", __name__, url_prefix="/inbox/c/<uuid:public_id>")


@bp.post("/draft")
@needs("agent")
def keep(public_id: UUID) -> Response:
    """Keep the text of the composer; the key is its form's."""
    at = desk()
    found = conversations.find(at.session, at.organization.id, public_id)
    body, key = request.form.get("body", ""), f"form:{request.form.get('key', '')[:64]}"
    drafts.keep(at.session, found, at.user, body, key, at.now)
    at.session.commit()
    return make_response("", 204)


@bp.get("/typing")
@needs("agent")
def typing(public_id: UUID) -> Response:
    """Who else is typing here."""
    at = desk()
    found = conversations.find(at.session, at.organization.id, public_id)
    _own, typists = drafts.read(at.session, found, at.user, at.now)
    return live.answer("_typing.html", typists=typists, now=at.now)
