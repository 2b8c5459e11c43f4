"""The board of leads by stage, and the step from one to another: by button, key or drag."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm import lead_steps, pipeline, tours, users
from crm.errors import NotFound
from crm.lead_steps import STAGES, Step
from crm.models import Client
from crm.pipeline import Column, Wanted
from inbox import asking, deeds, live
from inbox.access import desk, needs
from inbox.deeds import Deed

bp = Blueprint("pipeline", __name__, url_prefix="/inbox/pipeline")

DAYS = (7, 30, 90, 365)
USUAL_DAYS = 90
FILTERS = ("agent", "source", "tour", "days", "stage")


@bp.get("")
@needs("agent")
def index() -> str:
    """The board."""
    at = desk()
    shown = _board() | {
        "team": users.team(at.session, at.organization.id),
        "tours": tours.listed(at.session, at.organization),
        "moved": _moved(),
    }
    return render_template("pipeline.html", **shown)


@bp.get("/board")
@needs("agent")
def board() -> Response:
    """Its columns, if they have changed."""
    return live.answer("_board.html", **_board())


@bp.get("/more")
@needs("agent")
def more() -> str:
    """The next cards of a stage."""
    at = desk()
    stage, before = request.args.get("stage", ""), request.args.get("before", type=int)
    cards, older = pipeline.page(at.session, at.organization.id, stage, _wanted(), before)
    column = Column(stage, cards, older)
    return render_template("_cards.html", column=column, desk=at, now=at.now, asked=_asked())


@bp.get("/<uuid:public_id>/move")
@needs("agent")
def step(public_id: UUID) -> str:
    """Where to, and why: for the steps that need a word."""
    at = desk()
    lead = lead_steps.find(at.session, at.organization.id, public_id)
    client = at.session.get_one(Client, lead.client_id)
    return asking.ask(
        "lead_move.html",
        url_for(".index"),
        lead=lead,
        client=client,
        to=request.args.get("to", ""),
        stages=[one for one in STAGES if one not in ("won", lead.status)],
    )


@bp.post("/<uuid:public_id>/move")
@needs("agent")
def move(public_id: UUID) -> AnyResponse:
    """Move a lead."""
    form = request.form

    def work(deed: Deed) -> str:
        lead = lead_steps.find(deed.session, deed.organization.id, public_id)
        taken = Step(form.get("before", ""), form.get("to", ""), form.get("reason", ""))
        lead_steps.move(deed.session, lead, taken, deed.actor, deed.now)
        deed.note("lead.moved", lead, before=taken.before, to=taken.to, reason=taken.reason)
        return asking.back(url_for(".index"))

    return deeds.post(work)


def _board() -> dict[str, Any]:
    at = desk()
    return {
        "desk": at,
        "now": at.now,
        "board": pipeline.board(at.session, at.organization.id, _wanted()),
        "asked": _asked(),
    }


def _wanted() -> Wanted:
    """What the filters of the address choose."""
    args = request.args
    days = args.get("days", USUAL_DAYS, type=int)
    return Wanted(
        agent_id=args.get("agent", type=int),
        source=args.get("source") or None,
        tour_id=args.get("tour", type=int),
        since=desk().now - timedelta(days=min(days, 10_000)) if days > 0 else None,
    )


def _asked() -> dict[str, str]:
    """The filters of the address, for the links of the page."""
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}


def _moved() -> dict[str, Any] | None:
    """The lead that was moved just now, to be told and found again."""
    try:
        at, named = desk(), UUID(request.args.get("moved", ""))
        lead = lead_steps.find(at.session, at.organization.id, named)
    except (ValueError, NotFound):
        return None
    return {"lead": lead, "client": at.session.get_one(Client, lead.client_id)}
