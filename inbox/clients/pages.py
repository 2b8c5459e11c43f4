"""A client's page, and what is changed about them: details, tags, what they said about messages."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm import client_edits, client_profile, client_tags, consents
from crm.errors import ValueRefused
from crm.models import Client
from inbox import asking, deeds, live
from inbox.access import Desk, desk, needs
from inbox.deeds import Deed

bp = Blueprint("clients", __name__, url_prefix="/inbox/clients/<uuid:public_id>")


@bp.get("")
@needs("agent")
def page(public_id: UUID) -> str | AnyResponse:
    """The client's page; of one who was merged away, a way to the other."""
    at = desk()
    client = _find(at, public_id)
    if client.public_id != public_id:
        return redirect(_page(client), 303)
    profile = client_profile.read(at.session, at.organization, client)
    return render_template("client_page.html", desk=at, now=at.now, profile=profile, card=None)


@bp.get("/side")
@needs("agent")
def side(public_id: UUID) -> Response:
    """What stands beside their conversation, if it has changed."""
    at = desk()
    profile = client_profile.read(at.session, at.organization, _find(at, public_id))
    return live.answer(
        "_side_sections.html",
        desk=at,
        now=at.now,
        profile=profile,
        here=asking.back(_page(profile.client)),
    )


@bp.get("/edit")
@needs("agent")
def form(public_id: UUID) -> str:
    """Their details, to be changed."""
    client = _find(desk(), public_id)
    was = client_edits.shown(client)
    return asking.ask("client_edit.html", _page(client), client=client, was=was)


@bp.post("/edit")
@needs("agent")
def edit(public_id: UUID) -> AnyResponse:
    """Change their details."""
    was = {name: request.form.get(f"was_{name}", "") for name in client_edits.FIELDS}
    typed = {name: request.form.get(name, was[name]) for name in client_edits.FIELDS}

    def work(deed: Deed) -> str:
        client = _find(deed, public_id)
        changed = client_edits.edit(deed.session, deed.organization, client, was, typed, deed.now)
        deed.note("client.edited", client, fields=changed)
        return asking.back(_page(client))

    return deeds.post(work)


@bp.get("/tag")
@needs("agent")
def tag_form(public_id: UUID) -> str:
    """A tag to give them, with those in use."""
    at = desk()
    client = _find(at, public_id)
    known = client_tags.suggested(at.session, at.organization.id)
    return asking.ask("client_tag.html", _page(client), client=client, known=known)


@bp.post("/tag")
@needs("agent")
def tag(public_id: UUID) -> AnyResponse:
    """Give them a tag."""
    typed = request.form.get("tag", "")

    def work(deed: Deed) -> str:
        client = _find(deed, public_id)
        client_tags.add(deed.session, client, typed, deed.now)
        deed.note("client.tagged", client, tag=typed.strip())
        return asking.back(_page(client))

    return deeds.post(work)


@bp.post("/untag")
@needs("agent")
def untag(public_id: UUID) -> AnyResponse:
    """Take a tag away."""
    gone = request.values.get("tag", "")

    def work(deed: Deed) -> str:
        client = _find(deed, public_id)
        client_tags.remove(deed.session, client, gone, deed.now)
        deed.note("client.untagged", client, tag=gone)
        return asking.back(_page(client))

    return deeds.post(work)


@bp.get("/consent")
@needs("agent")
def consent_form(public_id: UUID) -> str:
    """What they said about being written to."""
    client = _find(desk(), public_id)
    return asking.ask("client_consent.html", _page(client), client=client)


@bp.post("/consent")
@needs("agent")
def consent(public_id: UUID) -> AnyResponse:
    """Note it, with its source as the evidence."""
    state, scope = request.form.get("state", ""), request.form.get("scope", "")
    evidence = request.form.get("evidence", "")

    def work(deed: Deed) -> str:
        client = _find(deed, public_id)
        if state not in ("opted_in", "opted_out") or scope not in consents.SCOPES:
            raise ValueRefused("Say whether it is a yes or a no, and to which messages.")
        consents.by_agent(deed.session, client, state, scope, evidence, deed.now)
        deed.note("consent.recorded", client, state=state, scope=scope, evidence=evidence)
        return asking.back(_page(client))

    return deeds.post(work)


def _find(at: Desk, public_id: UUID) -> Client:
    return client_profile.find(at.session, at.organization.id, public_id)


def _page(client: Client) -> str:
    return url_for("clients.page", public_id=client.public_id)
