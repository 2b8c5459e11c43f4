"""The list of conversations and one of them, as pages and as the fragments that keep them fresh."""

from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request

from crm import conversation_card, conversation_log, conversations
from crm.conversation_list import Cursor
from inbox import live
from inbox.access import desk, needs
from inbox.conversations import thread

bp = Blueprint("conversations", __name__, url_prefix="/inbox")


@bp.get("/")
@needs("agent")
def index() -> str:
    """The list, with nothing chosen."""
    return render_template("list.html", column=thread.column(desk()), desk=desk(), now=desk().now)


@bp.get("/list")
@needs("agent")
def listed() -> Response:
    """The first page of the list and the figures of the bar."""
    return live.answer("_list.html", column=thread.column(desk()), desk=desk(), now=desk().now)


@bp.get("/list/older")
@needs("agent")
def list_older() -> str:
    """The next page of the list."""
    after = request.args.get("after")
    cursor = Cursor.read(after) if after else None
    shown = thread.column(desk(), after=cursor)
    return render_template("_rows.html", column=shown, desk=desk(), now=desk().now)


@bp.get("/c/<uuid:public_id>")
@needs("agent")
def conversation(public_id: UUID) -> str:
    """One conversation; opening it marks it read. With `at`, as it was around that message."""
    at = desk()
    found = conversations.find(at.session, at.organization.id, public_id)
    if wanted := request.args.get("at", type=UUID):
        return thread.around(at, found, wanted)
    if unread := conversations.mark_read(at.session, found):
        at.session.commit()
    return thread.page(at, found, unread)


@bp.get("/c/<uuid:public_id>/client")
@needs("agent")
def client(public_id: UUID) -> str:
    """The client and the lead alone, for narrow screens."""
    at = desk()
    found = conversations.find(at.session, at.organization.id, public_id)
    card = conversation_card.read(at.session, found)
    column = thread.column(at)
    return render_template("client.html", card=card, column=column, desk=at, now=at.now)


@bp.get("/c/<uuid:public_id>/live")
@needs("agent")
def conversation_live(public_id: UUID) -> Response:
    """The messages, the window and the client, if they have changed."""
    at = desk()
    found = conversations.find(at.session, at.organization.id, public_id)
    return live.answer("_conversation.html", **thread.parts(at, found))


@bp.get("/c/<uuid:public_id>/composer")
@needs("agent")
def composer(public_id: UUID) -> str:
    """The composer that fits now: asked for when the window has closed under the old one."""
    at = desk()
    found = conversations.find(at.session, at.organization.id, public_id)
    return thread.composer_alone(at, found)


@bp.get("/c/<uuid:public_id>/older")
@needs("agent")
def older(public_id: UUID) -> str:
    """Earlier messages."""
    at = desk()
    found = conversations.find(at.session, at.organization.id, public_id)
    before = request.args.get("before", type=int)
    log = conversation_log.read(at.session, found, at.now, before)
    shown = thread.parts(at, found) | {"log": log}
    return render_template("_messages.html", **shown)


@bp.post("/c/<uuid:public_id>/seen")
@needs("agent")
def seen(public_id: UUID) -> Response:
    """The agent is looking at what has just come."""
    at = desk()
    found = conversations.find(at.session, at.organization.id, public_id)
    conversations.mark_read(at.session, found)
    at.session.commit()
    return make_response("", 204)
