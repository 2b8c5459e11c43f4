"""Search: one page with the clients, the bookings and the messages that fit."""

from flask import Blueprint, render_template, request

from crm.search import bookings, clients, messages
from crm.search.messages import Hits
from inbox.access import desk, needs

LONGEST = 100
SHORTEST = 2

bp = Blueprint("search", __name__, url_prefix="/inbox/search")


@bp.get("")
@needs("agent")
def index() -> str:
    """What was asked for, and what fits; nothing is looked for before two letters are typed."""
    at, asked = desk(), _asked()
    organization = at.organization
    found = {}
    if len(asked) >= SHORTEST:
        people = clients.find(at.session, organization.id, asked, organization.default_region)
        named = [one.client.id for one in people.found]
        found = {
            "people": people,
            "bookings": bookings.find(at.session, organization.id, asked, named),
            "hits": messages.find(at.session, organization.id, asked),
        }
    return render_template("search.html", asked=asked, desk=at, now=at.now, **found)


@bp.get("/messages")
@needs("agent")
def older() -> str:
    """The next messages with the words."""
    at, asked = desk(), _asked()
    before = request.args.get("before", type=int)
    found = messages.find(at.session, at.organization.id, asked, before) if asked else NONE
    return render_template("_hits.html", asked=asked, hits=found, desk=at, now=at.now)


NONE = Hits([], None)


def _asked() -> str:
    return " ".join(request.args.get("q", "").replace("\x00", "").split())[:LONGEST]
