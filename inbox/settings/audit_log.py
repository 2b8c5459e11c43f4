"""The audit log: what the team and the server's commands have changed."""

from flask import Blueprint, render_template, request

from crm import audit_log, team
from crm.errors import NotFound
from inbox.access import desk, needs
from inbox.settings import audit_words

bp = Blueprint("audit_log", __name__, url_prefix="/inbox/settings/audit")


@bp.get("")
@needs("admin")
def index() -> str:
    """A page of it, newest first."""
    at = desk()
    who, kind = _number("who"), request.args.get("kind", "")
    found = audit_log.page(at.session, at.organization.id, who, kind, _number("before"))
    return render_template(
        "audit.html",
        desk=at,
        now=at.now,
        page=found,
        words=audit_words,
        people=team.members(at.session, at.organization.id, at.now),
        who=who,
        kind=kind,
    )


def _number(name: str) -> int | None:
    """A number of the address. Raises NotFound for what is none."""
    given = request.args.get(name, "")
    if not given:
        return None
    if not given.isdecimal() or len(given) > 18:
        raise NotFound("No such page of the log.")
    return int(given)
