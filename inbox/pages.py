"""The one entry for wsgi.py: every page of the agents."""

from flask import Blueprint, Flask

from inbox import (
    access,
    answers,
    bar,
    calling_off,
    conversations,
    departure_edits,
    departures,
    faults,
    guide,
    media,
    money_deeds,
    moving,
    news,
    report_pages,
    report_words,
    sign_in,
    speech,
    task_deeds,
    tasks,
    template_pages,
    template_words,
    tours,
)

bp = Blueprint("pages", __name__, template_folder="templates")
"""Nothing but the folder of the templates."""

TALKS = (conversations, answers, media, tasks, task_deeds, money_deeds, news)
TRIPS = (departures, departure_edits, calling_off, moving, tours, guide)
HOUSE = (sign_in, template_pages, report_pages)


def register(app: Flask) -> None:
    """Add the pages to an app that has its foundation."""
    app.register_blueprint(bp)
    for part in (access, bar, faults, speech, template_words, report_words):
        part.register(app)
    for page in (*TALKS, *TRIPS, *HOUSE):
        app.register_blueprint(page.bp)
