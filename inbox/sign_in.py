"""Signing in and out, and the language of one's pages."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

import now
from crm import users
from crm.users import SignInPaused, SignInRefused
from inbox import access, speech
from inbox.access import needs
from pages import languages

bp = Blueprint("sign_in", __name__, url_prefix="/inbox")


@bp.get("/sign-in")
@needs(access.OPEN)
def form() -> str | Response:
    """The form; who is signed in already goes on to the list."""
    if access.signed_in():
        return redirect(access.home())
    return render_template("sign_in.html", email="", refusal=None, next=_next())


@bp.post("/sign-in")
@needs(access.OPEN)
def enter() -> Response:
    """Check the e-mail and password; the count of failures is kept either way."""
    session = access.database()
    try:
        given = request.form.get("email", ""), request.form.get("password", "")
        user = users.sign_in(session, *given, now.utc())
        access.remember(user)
        home = access.home(user)
    finally:
        session.commit()
    return redirect(_next() or home, 303)


@bp.errorhandler(SignInRefused)
@bp.errorhandler(SignInPaused)
def refused(error: SignInRefused | SignInPaused) -> tuple[str, int]:
    """The form again, with one sentence that never says which half was wrong."""
    email = users.spelled(request.form.get("email", ""))
    status = 429 if isinstance(error, SignInPaused) else 422
    sentence = speech.refusal(error)
    return render_template("sign_in.html", email=email, refusal=sentence, next=_next()), status


@bp.post("/sign-out")
@needs("guide")
def leave() -> Response:
    """End the session in this browser."""
    access.forget()
    access.database().commit()
    return redirect(url_for("sign_in.form"), 303)


@bp.post("/language")
@needs("guide")
def language() -> Response:
    """Keep the language of this user's pages."""
    desk = access.desk()
    wanted = request.form.get("language", "")
    if wanted not in languages.LANGUAGES:
        abort(400)
    users.set_language(desk.user, wanted)
    desk.session.commit()
    return redirect(_next() or access.home(), 303)


def _next() -> str | None:
    """Where to go afterwards: a page of ours, never another site; None where users begin."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/inbox")
    begun = parts.path.rstrip("/") == "/inbox"
    return wanted if ours and not begun and "\\" not in wanted else None
