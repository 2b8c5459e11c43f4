"""Saved replies: the page on which the team keeps them, and the list a composer opens."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from crm import conversation_card, conversations, saved_replies
from inbox import deeds
from inbox.access import desk, needs
from inbox.deeds import Deed

bp = Blueprint("saved_replies", __name__, url_prefix="/inbox/settings/replies")


@bp.get("")
@needs("agent")
def index() -> str:
    """All of them, each with its form."""
    at = desk()
    return render_template(
        "saved_replies.html",
        replies=saved_replies.listed(at.session, at.organization),
        languages=saved_replies.LANGUAGES,
        desk=at,
        now=at.now,
    )


@bp.get("/for/<uuid:public_id>")
@needs("agent")
def offered(public_id: UUID) -> str:
    """Those to choose from in a conversation: in the client's language first."""
    at = desk()
    talk = conversations.find(at.session, at.organization.id, public_id)
    client = conversation_card.read(at.session, talk).client
    found = saved_replies.listed(at.session, at.organization, client.preferred_language)
    return render_template("_replies.html", replies=found)


@bp.post("")
@needs("agent")
def add() -> Response:
    """Keep a new one."""

    def work(deed: Deed) -> str:
        added = saved_replies.add(deed.session, deed.organization, *_fields(), deed.now)
        deed.note("saved_reply.added", added, title=added.title)
        return url_for("saved_replies.index")

    return deeds.post(work)


@bp.post("/<uuid:reply_id>")
@needs("agent")
def change(reply_id: UUID) -> Response:
    """Write one anew."""

    def work(deed: Deed) -> str:
        found = saved_replies.find(deed.session, deed.organization, reply_id)
        saved_replies.change(deed.session, found, *_fields(), deed.now)
        deed.note("saved_reply.changed", found, title=found.title)
        return url_for("saved_replies.index")

    return deeds.post(work)


@bp.post("/<uuid:reply_id>/remove")
@needs("agent")
def remove(reply_id: UUID) -> Response:
    """Take one away."""

    def work(deed: Deed) -> str:
        found = saved_replies.find(deed.session, deed.organization, reply_id)
        deed.note("saved_reply.removed", found, title=found.title, body=found.body)
        saved_replies.remove(deed.session, found)
        return url_for("saved_replies.index")

    return deeds.post(work)


def _fields() -> tuple[str, str, str]:
    form = request.form
    return form.get("language", ""), form.get("title", ""), form.get("body", "")
