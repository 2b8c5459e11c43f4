"""What an agent does with a conversation beside answering: gives it, closes it, notes something."""

from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from crm import conversations, notes
from crm.errors import NotFound
from crm.models import Conversation, User
from inbox import deeds
from inbox.access import needs
from inbox.deeds import Deed

bp = Blueprint("talk", __name__, url_prefix="/inbox/c/<uuid:public_id>")

ME, NOBODY = "me", "nobody"
"""What a form names beside an agent's id."""


@bp.post("/assign")
@needs("agent")
def assign(public_id: UUID) -> Response:
    """Give it to an agent, to oneself, or to nobody."""
    wanted = request.form.get("agent", "")

    def work(deed: Deed) -> str:
        found = _conversation(deed, public_id)
        agent = _agent(deed, wanted)
        before = conversations.assign(deed.session, found, agent)
        facts = {"agent": agent.name, "agent_id": agent.id} if agent else {"agent": None}
        deed.note("conversation.assigned", found, before=before.name if before else None, **facts)
        return _page(public_id)

    return deeds.post(work)


@bp.post("/done")
@needs("agent")
def done(public_id: UUID) -> Response:
    """Close it for us, until the client writes again; the list is next."""

    def work(deed: Deed) -> str:
        found = _conversation(deed, public_id)
        conversations.finish(deed.session, found, deed.now)
        deed.note("conversation.finished", found)
        return _page(public_id)

    return deeds.post(work)


@bp.post("/reopen")
@needs("agent")
def reopen(public_id: UUID) -> Response:
    """Something is left to do after all."""

    def work(deed: Deed) -> str:
        found = _conversation(deed, public_id)
        conversations.reopen(deed.session, found)
        deed.note("conversation.reopened", found)
        return _page(public_id)

    return deeds.post(work)


@bp.post("/note")
@needs("agent")
def note(public_id: UUID) -> Response:
    """Keep a note for the team; the composer stays with notes."""
    body = request.form.get("body", "")

    def work(deed: Deed) -> str:
        found = _conversation(deed, public_id)
        written = notes.write(deed.session, found, deed.user, body, deed.now)
        deed.note("note.written", written)
        return url_for("conversations.conversation", public_id=public_id, composer="note")

    return deeds.post(work)


def _agent(deed: Deed, wanted: str) -> User | None:
    """The agent that a form names. Raises NotFound."""
    if wanted == NOBODY:
        return None
    if wanted == ME:
        return deed.user
    try:
        return conversations.agent(deed.session, deed.organization.id, UUID(wanted))
    except ValueError as problem:
        raise NotFound("No such agent.") from problem


def _conversation(deed: Deed, public_id: UUID) -> Conversation:
    return conversations.find(deed.session, deed.organization.id, public_id)


def _page(public_id: UUID) -> str:
    return url_for("conversations.conversation", public_id=public_id)
