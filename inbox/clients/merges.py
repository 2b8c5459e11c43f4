"""Two clients who are one person: found, seen beforehand, merged, and parted again."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm import client_profile
from crm.errors import NotFound
from crm.merging import merge, preview, undo
from crm.models import Client, User
from inbox import asking, deeds
from inbox.access import Desk, desk, needs
from inbox.deeds import Deed

bp = Blueprint("merges", __name__, url_prefix="/inbox/merges/<uuid:public_id>")


@bp.get("", endpoint="preview")
@needs("agent")
def look(public_id: UUID) -> str:
    """Whom to merge with; of one who is chosen, what would become of both."""
    at = desk()
    client, typed = _client(at, public_id), request.args.get("q", "")[:100]
    other = _other(at, request.args.get("other", ""))
    return render_template(
        "merge.html",
        desk=at,
        now=at.now,
        client=client,
        typed=typed,
        seen=preview.of(at.session, client, other) if other else None,
        found=preview.candidates(at.session, at.organization, client, typed),
    )


@bp.post("")
@needs("agent")
def join(public_id: UUID) -> AnyResponse:
    """Merge the other one into this client."""
    named = request.form.get("other", "")

    def work(deed: Deed) -> str:
        client, other = _client(deed, public_id), _other(deed, named)
        if other is None:
            raise NotFound("There is no such client.")
        done = merge.merge(deed.session, client, other, deed.user, deed.now)
        deed.note("client.merged", client, other=other.id, merge=str(done.public_id))
        return url_for("clients.page", public_id=client.public_id)

    return deeds.post(work)


@bp.get("/undo")
@needs("agent")
def undo_form(public_id: UUID) -> str:
    """What parting the two again does."""
    at = desk()
    done = undo.find(at.session, at.organization.id, public_id)
    kept, merged = (at.session.get_one(Client, one) for one in (done.kept_id, done.merged_id))
    return asking.ask(
        "merge_undo.html",
        url_for("clients.page", public_id=kept.public_id),
        merge=done,
        kept=kept,
        merged=merged,
        by=at.session.get_one(User, done.merged_by),
    )


@bp.post("/undo")
@needs("agent")
def part(public_id: UUID) -> AnyResponse:
    """Part the two again."""

    def work(deed: Deed) -> str:
        done = undo.find(deed.session, deed.organization.id, public_id)
        two = undo.undo(deed.session, done, deed.user, deed.now)
        deed.note("client.parted", two.kept, other=two.merged.id, merge=str(public_id))
        return asking.back(url_for("clients.page", public_id=two.kept.public_id))

    return deeds.post(work)


def _client(at: Desk, public_id: UUID) -> Client:
    return client_profile.find(at.session, at.organization.id, public_id)


def _other(at: Desk, named: str) -> Client | None:
    """The other client that an address or form names, if it does."""
    try:
        public_id = UUID(named)
    except ValueError:
        return None
    return _client(at, public_id)
