"""A lead's agent, source, advertisement and tour, each to be changed."""

from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm import lead_steps, tours, users
from crm.models import Client
from inbox import asking, deeds
from inbox.access import desk, needs
from inbox.deeds import Deed

bp = Blueprint("leads", __name__, url_prefix="/inbox/leads/<uuid:public_id>")


@bp.get("/edit")
@needs("agent")
def form(public_id: UUID) -> str:
    """The lead as it is."""
    at = desk()
    lead = lead_steps.find(at.session, at.organization.id, public_id)
    return asking.ask(
        "lead_edit.html",
        url_for("pipeline.index"),
        lead=lead,
        client=at.session.get_one(Client, lead.client_id),
        team=users.team(at.session, at.organization.id),
        tours=tours.listed(at.session, at.organization),
        sources=lead_steps.SOURCES,
    )


@bp.post("/edit")
@needs("agent")
def edit(public_id: UUID) -> AnyResponse:
    """Change it."""
    form = request.form
    agent_id, tour_id = form.get("agent", type=int), form.get("tour", type=int)
    source, ad = form.get("source", ""), form.get("ad", "")

    def work(deed: Deed) -> str:
        lead = lead_steps.find(deed.session, deed.organization.id, public_id)
        lead_steps.correct(deed.session, lead, source, ad, tour_id, deed.now)
        lead_steps.assign(deed.session, lead, agent_id, deed.now)
        deed.note("lead.edited", lead, agent=agent_id, tour=tour_id, source=source, ad=ad)
        return asking.back(url_for("pipeline.index"))

    return deeds.post(work)
