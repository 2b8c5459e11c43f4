"""What the team begins: a conversation by number, a lead by hand, a call or letter noted down."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm import client_profile, lead_steps, outreach, tours, users
from crm.messages import noted
from crm.models import Client, Lead
from crm.outreach import Contact, Origin
from inbox import asking, deeds
from inbox.access import Desk, desk, needs
from inbox.deeds import Deed

bp = Blueprint("outreach", __name__, url_prefix="/inbox/new")


@bp.get("/conversation")
@needs("agent")
def conversation() -> str:
    """Whom to write to, and how they agreed to it."""
    return asking.ask("outreach_conversation.html", url_for("conversations.index"))


@bp.post("/conversation")
@needs("agent")
def begin() -> AnyResponse:
    """Open the conversation: nobody's window is open, so its templates come first."""
    contact, agreed = _contact(), request.form.get("agreed", "")

    def work(deed: Deed) -> str:
        opened = outreach.begin(deed.session, deed.organization, contact, agreed, deed.now)
        deed.note("conversation.opened", opened)
        return url_for("conversations.conversation", public_id=opened.public_id)

    return deeds.post(work)


@bp.get("/lead")
@needs("agent")
def lead() -> str:
    """Who wishes what; of a client who is named, only what."""
    at = desk()
    return asking.ask(
        "outreach_lead.html",
        url_for("pipeline.index"),
        client=_client(at, request.args.get("client", "")),
        team=users.team(at.session, at.organization.id),
        tours=tours.listed(at.session, at.organization),
        sources=lead_steps.BY_HAND,
    )


@bp.post("/lead")
@needs("agent")
def open_lead() -> AnyResponse:
    """Open the lead."""
    form, contact = request.form, _contact()
    origin = Origin(form.get("source", ""), form.get("agent", type=int), form.get("tour", type=int))

    def work(deed: Deed) -> str:
        client = _client(deed, form.get("client", ""))
        if client is not None:
            opened = outreach.lead_of(deed.session, client, origin, deed.now)
        else:
            opened = outreach.lead(deed.session, deed.organization, contact, origin, deed.now)
        deed.note("lead.opened", opened, source=origin.source)
        return _shown(asking.back(url_for("pipeline.index")), opened)

    return deeds.post(work)


@bp.get("/talk/<uuid:public_id>")
@needs("agent")
def talk(public_id: UUID) -> str:
    """What was said on the telephone, by e-mail or SMS."""
    at = desk()
    client = client_profile.find(at.session, at.organization.id, public_id)
    page = url_for("clients.page", public_id=client.public_id)
    return asking.ask("outreach_talk.html", page, client=client, types=noted.TYPES)


@bp.post("/talk/<uuid:public_id>")
@needs("agent")
def note(public_id: UUID) -> AnyResponse:
    """Note it in their conversation."""
    form = request.form
    said = noted.Talk(form.get("type", ""), form.get("direction", ""), form.get("body", ""))

    def work(deed: Deed) -> str:
        client = client_profile.find(deed.session, deed.organization.id, public_id)
        thread = outreach.open_conversation(deed.session, client, deed.now)
        row = noted.note(deed.session, thread, deed.user, said, deed.now)
        deed.note("talk.noted", row, type=said.type, direction=said.direction)
        return url_for("conversations.conversation", public_id=thread.public_id)

    return deeds.post(work)


def _shown(back: str, lead: Lead) -> str:
    """Where the lead was asked from; a board, with its filters, shows it and tells of it."""
    if urlsplit(back).path != url_for("pipeline.index"):
        return back
    return f"{back}{'&' if '?' in back else '?'}moved={lead.public_id}"


def _contact() -> Contact:
    form = request.form
    return Contact(form.get("phone", ""), form.get("name", ""), form.get("language", ""))


def _client(at: Desk, named: str) -> Client | None:
    """The client that a form or address names, if it does."""
    if not named:
        return None
    try:
        public_id = UUID(named)
    except ValueError:
        return None
    return client_profile.find(at.session, at.organization.id, public_id)
