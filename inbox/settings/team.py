"""The team: who may do what, who is invited, and who gets a conversation of nobody's."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, render_template, request, session, url_for
from werkzeug.wrappers import Response

from crm import assignment, invites, organizations, team, user_sessions
from crm.models import Invite, User
from inbox import deeds
from inbox.access import desk, needs
from inbox.deeds import Deed

bp = Blueprint("team", __name__, url_prefix="/inbox/settings/team")


@bp.get("")
@needs("admin")
def index() -> str:
    """The page; a link that was just made is shown to the browser that made it."""
    at = desk()
    organization_id = at.organization.id
    return render_template(
        "team.html",
        desk=at,
        now=at.now,
        members=team.members(at.session, organization_id, at.now),
        invites=invites.waiting(at.session, organization_id, at.now),
        guides=team.guides(at.session, organization_id),
        in_turn=assignment.in_turn(at.session, organization_id),
        made=session.get("invite", {}),
    )


@bp.post("/assignment")
@needs("admin")
def assign() -> Response:
    """Say who gets a conversation that nobody has."""

    def work(deed: Deed) -> str:
        wanted = {"assignment": request.form.get("assignment", "")}
        changed = organizations.change(deed.organization, wanted, deed.now)
        deed.note("organization.changed", deed.organization, changed=changed)
        return url_for("team.index")

    return deeds.post(work)


@bp.post("/invite")
@needs("admin")
def invite() -> Response:
    """Make a link for somebody new."""

    def work(deed: Deed) -> str:
        role, email = _role(), request.form.get("email", "")
        guide = team.guide_for(deed.session, deed.organization.id, role, _guide())
        made, token = invites.invite(deed.session, deed.user, email, role, guide, deed.now)
        deed.note("user.invited", made, role=role)
        return _show(made, token)

    return deeds.post(work)


@bp.post("/invites/<uuid:invite_id>/revoke")
@needs("admin")
def revoke(invite_id: UUID) -> Response:
    """Take a link back."""

    def work(deed: Deed) -> str:
        found = invites.find(deed.session, deed.organization.id, invite_id)
        invites.revoke(deed.session, found, deed.now)
        deed.note("invite.revoked", found)
        return url_for("team.index")

    return deeds.post(work)


@bp.post("/<uuid:user_id>/role")
@needs("admin")
def role(user_id: UUID) -> Response:
    """Give another role."""

    def work(deed: Deed, user: User) -> str:
        before = user.role
        team.change_role(deed.session, user, _role(), _guide(), deed.now)
        deed.note("user.role_changed", user, changed={"role": [before, user.role]})
        return url_for("team.index")

    return _with(user_id, work)


@bp.post("/<uuid:user_id>/deactivate")
@needs("admin")
def deactivate(user_id: UUID) -> Response:
    """Let them in no more."""

    def work(deed: Deed, user: User) -> str:
        released = team.deactivate(deed.session, user, deed.now)
        deed.note("user.deactivated", user, conversations=released)
        return url_for("team.index")

    return _with(user_id, work)


@bp.post("/<uuid:user_id>/reactivate")
@needs("admin")
def reactivate(user_id: UUID) -> Response:
    """Let them in again."""

    def work(deed: Deed, user: User) -> str:
        team.reactivate(deed.session, user, deed.now)
        deed.note("user.reactivated", user)
        return url_for("team.index")

    return _with(user_id, work)


@bp.post("/<uuid:user_id>/sign-out")
@needs("admin")
def sign_out(user_id: UUID) -> Response:
    """End their sessions."""

    def work(deed: Deed, user: User) -> str:
        ended = user_sessions.end_all(deed.session, user, deed.now)
        deed.note("user.signed_out", user, count=ended)
        return url_for("team.index")

    return _with(user_id, work)


@bp.post("/<uuid:user_id>/password-link")
@needs("admin")
def password_link(user_id: UUID) -> Response:
    """Make a link by which they choose a new password."""

    def work(deed: Deed, user: User) -> str:
        made, token = invites.for_password(deed.session, deed.user, user, deed.now)
        deed.note("user.password_link_made", user)
        return _show(made, token)

    return _with(user_id, work)


def _with(user_id: UUID, work: Callable[[Deed, User], str]) -> Response:
    """A deed about somebody of the team. Raises NotFound."""
    return deeds.post(
        lambda deed: work(deed, team.find(deed.session, deed.organization.id, user_id))
    )


def _show(made: Invite, token: str) -> str:
    """Remember the link in the browser that made it: it stands nowhere else."""
    session["invite"] = {"id": str(made.public_id), "token": token}
    return url_for("team.index")


def _role() -> str:
    return request.form.get("role", "")


def _guide() -> UUID | None:
    """The colleague that was chosen; what is no id is nobody."""
    try:
        return UUID(request.form.get("guide", ""))
    except ValueError:
        return None
