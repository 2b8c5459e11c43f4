"""What a guide sees: their own departures, and the group of each. No money."""

from uuid import UUID

from flask import Blueprint, render_template

from crm import guide_lists
from inbox.access import desk, needs
from inbox.departures import words as departure_words

bp = Blueprint("guide", __name__, url_prefix="/inbox/guide")


@bp.get("")
@needs("guide")
def index() -> str:
    """Own departures, the next first."""
    at = desk()
    guide_id = at.user.guide_client_id
    return render_template(
        "guide.html",
        desk=at,
        now=at.now,
        own=guide_lists.coming(at.session, at.organization, guide_id, at.now),
        is_guide=guide_id is not None,
        words=departure_words,
    )


@bp.get("/<uuid:public_id>")
@needs("guide")
def departure(public_id: UUID) -> str:
    """The group of one of them: who comes, what to know, whom to call."""
    at = desk()
    found = guide_lists.find(at.session, at.organization, at.user.guide_client_id, public_id)
    return render_template(
        "guide_departure.html",
        desk=at,
        now=at.now,
        own=found,
        guests=guide_lists.guests(at.session, found.departure),
        words=departure_words,
    )
