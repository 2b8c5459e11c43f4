"""My account: one's name, language, theme and password, and the browsers one is signed in with."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from crm import user_sessions, users
from inbox import access, deeds
from inbox.access import desk, needs
from inbox.deeds import Deed
from inbox.settings import browsers

bp = Blueprint("account", __name__, url_prefix="/inbox/settings/account")


@bp.get("")
@needs("guide")
def index() -> str:
    """The page."""
    at = desk()
    shown = [
        (one, browsers.name(one.browser), user_sessions.is_of(one, access.token()))
        for one in user_sessions.of_user(at.session, at.user, at.now)
    ]
    return render_template("account.html", desk=at, now=at.now, sessions=shown)


@bp.post("")
@needs("guide")
def change() -> Response:
    """Take over name, language and theme."""

    def work(deed: Deed) -> str:
        name, language, theme = (request.form.get(x, "") for x in ("name", "language", "theme"))
        changed = users.change(deed.user, name, language, theme, deed.now)
        deed.note("account.changed", deed.user, changed=changed)
        return url_for("account.index")

    return deeds.post(work)


@bp.post("/password")
@needs("guide")
def password() -> Response:
    """Take a new password; this browser stays signed in, the others are signed out."""

    def work(deed: Deed) -> str:
        users.change_password(
            deed.user, request.form.get("current", ""), request.form.get("password", "")
        )
        user_sessions.outlive_password(deed.session, deed.user, access.token())
        deed.note("password.changed", deed.user)
        return url_for("account.index", done="password")

    return deeds.post(work)


@bp.post("/sessions/<uuid:session_id>/end")
@needs("guide")
def end(session_id: UUID) -> Response:
    """Sign one browser out."""

    def work(deed: Deed) -> str:
        user_sessions.revoke(deed.session, deed.user, session_id, deed.now)
        deed.note("session.ended", deed.user)
        return url_for("account.index")

    return deeds.post(work)


@bp.post("/sessions/end-others")
@needs("guide")
def end_others() -> Response:
    """Sign out everywhere else."""

    def work(deed: Deed) -> str:
        ended = user_sessions.end_all(deed.session, deed.user, deed.now, but=access.token())
        deed.note("sessions.ended", deed.user, count=ended)
        return url_for("account.index")

    return deeds.post(work)
