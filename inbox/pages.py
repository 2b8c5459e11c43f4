"""The one entry for wsgi.py: every page of the agents."""

from flask import Blueprint, Flask

from inbox import (
    access,
    account,
    answers,
    audit_log,
    bar,
    brand,
    calling_off,
    conversations,
    departure_edits,
    departures,
    faults,
    guide,
    habits,
    joining,
    media,
    moving,
    number_words,
    numbers,
    report_pages,
    report_words,
    setting_words,
    settings,
    sign_in,
    speech,
    tasks,
    team,
    template_pages,
    template_words,
    tours,
)

bp = Blueprint("pages", __name__, template_folder="templates")
"""Nothing but the folder of the templates."""

TALKS = (conversations, answers, media, tasks)
TRIPS = (departures, departure_edits, calling_off, moving, tours, guide)
HOUSE = (sign_in, joining, template_pages, report_pages)
SETTINGS = (settings, team, numbers, habits, brand, audit_log, account)
WORDS = (speech, template_words, report_words, number_words, setting_words)


def register(app: Flask) -> None:
    """Add the pages to an app that has its foundation."""
    app.register_blueprint(bp)
    for part in (access, bar, faults, settings, *WORDS):
        part.register(app)
    for page in (*TALKS, *TRIPS, *HOUSE, *SETTINGS):
        app.register_blueprint(page.bp)
