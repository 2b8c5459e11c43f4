"""The one entry for wsgi.py: every page of the agents, the assets and the public privacy page."""

from datetime import timedelta

from flask import Blueprint, Flask

from inbox import (
    access,
    answers,
    assets,
    conversations,
    faults,
    headers,
    languages,
    media,
    privacy,
    sign_in,
    speech,
    tasks,
)
from runtime import Runtime

bp = Blueprint("pages", __name__, template_folder="templates")
"""Nothing but the folder of the templates."""

SIGNED_IN_FOR = timedelta(hours=12)


def register(app: Flask) -> None:
    """Add the pages to an app that has its runtime attached."""
    joined: Runtime = app.extensions["runtime"]
    settings = joined.settings
    app.secret_key = settings.secret_key
    app.config.update(
        SESSION_COOKIE_NAME="dreamland",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=SIGNED_IN_FOR,
    )
    app.register_blueprint(bp)
    languages.register(app)
    access.register(app)
    headers.register(app)
    faults.register(app)
    speech.register(app)
    for page in (sign_in, conversations, answers, media, tasks, assets, privacy):
        app.register_blueprint(page.bp)
