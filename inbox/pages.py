"""The one entry for wsgi.py: every page of the agents."""

from flask import Blueprint, Flask

from inbox import (
    access,
    answers,
    bar,
    conversations,
    faults,
    media,
    saved_replies,
    search,
    sign_in,
    speech,
    talk,
    tasks,
)

bp = Blueprint("pages", __name__, template_folder="templates")
"""Nothing but the folder of the templates."""


def register(app: Flask) -> None:
    """Add the pages to an app that has its foundation."""
    app.register_blueprint(bp)
    access.register(app)
    bar.register(app)
    faults.register(app)
    speech.register(app)
    for page in (sign_in, conversations, answers, talk, saved_replies, search, media, tasks):
        app.register_blueprint(page.bp)
