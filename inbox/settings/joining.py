"""The page behind an invitation's link: open to strangers, for whoever holds the link."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

import now
from crm import audit, invites
from crm.errors import CrmError
from crm.invites import InviteGone
from crm.models import Organization
from inbox import access, speech
from inbox.access import needs

bp = Blueprint("joining", __name__, url_prefix="/inbox/join")


@bp.get("/<token>")
@needs(access.OPEN)
def form(token: str) -> str:
    """Who invites whom, and the form."""
    return _page(token)


@bp.post("/<token>")
@needs(access.OPEN)
def accept(token: str) -> Response:
    """Make the user, or give the new password; they are signed in then."""
    session = access.database()
    typed = request.form.get("name", ""), request.form.get("password", "")
    user = invites.accept(session, token, *typed, now.utc())
    organization = session.get_one(Organization, user.organization_id)
    audit.note(session, organization, user, "invite.accepted", user, now.utc())
    access.remember(user)
    session.commit()
    return redirect(access.home(user), 303)


@bp.errorhandler(CrmError)
def refused(error: CrmError) -> tuple[str, int]:
    """A link that opens no more, or the form again with what is wrong in it."""
    access.database().rollback()
    sentence = speech.refusal(error)
    if isinstance(error, InviteGone):
        return render_template("fault.html", sentence=sentence, code=410), 410
    assert request.view_args is not None  # noqa: S101  (every address here has its token)
    return _page(request.view_args["token"], sentence), 422


def _page(token: str, refusal: str | None = None) -> str:
    found, organization, user = invites.read(access.database(), token, now.utc())
    name = request.form.get("name", user.name if user else "")
    return render_template(
        "join.html",
        invite=found,
        organization=organization,
        user=user,
        token=token,
        name=name,
        refusal=refusal,
    )
