"""The one entry for wsgi.py: every page of the agents."""

from flask import Blueprint, Flask

from inbox import (
    access,
    answers,
    bar,
    conversations,
    faults,
    media,
    money_deeds,
    news,
    sign_in,
    speech,
    task_deeds,
    tasks,
    template_pages,
    template_words,
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
    template_words.register(app)
    for page in (
        sign_in,
        conversations,
        answers,
        media,
        tasks,
        task_deeds,
        money_deeds,
        news,
        template_pages,
    ):
        app.register_blueprint(page.bp)
