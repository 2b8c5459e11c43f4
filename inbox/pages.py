"""The one entry for wsgi.py: every page of the agents."""

from flask import Blueprint, Flask

from inbox import (
    access,
    account,
    answers,
    audit_log,
    bar,
    brand,
    conversations,
    faults,
    habits,
    joining,
    media,
    number_words,
    numbers,
    setting_words,
    settings,
    sign_in,
    speech,
    tasks,
    team,
)

bp = Blueprint("pages", __name__, template_folder="templates")
"""Nothing but the folder of the templates."""

PAGES = (
    *(sign_in, joining),
    *(conversations, answers, media, tasks),
    *(settings, team, numbers, habits, brand, audit_log, account),
)


def register(app: Flask) -> None:
    """Add the pages to an app that has its foundation."""
    app.register_blueprint(bp)
    access.register(app)
    bar.register(app)
    faults.register(app)
    number_words.register(app)
    settings.register(app)
    speech.register(app)
    setting_words.register(app)
    for page in PAGES:
        app.register_blueprint(page.bp)
