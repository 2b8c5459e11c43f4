"""The one entry for wsgi.py: every page of the agents."""

from flask import Blueprint, Flask

from inbox import (
    access,
    answers,
    bar,
    calling_off,
    clients,
    conversations,
    counts,
    departure_edits,
    departures,
    drafts,
    faults,
    guide,
    lead_words,
    leads,
    live,
    media,
    merges,
    money_deeds,
    moving,
    news,
    outreach,
    pipeline,
    report_pages,
    report_words,
    saved_replies,
    search,
    sign_in,
    speech,
    talk,
    task_deeds,
    tasks,
    template_pages,
    template_words,
    tours,
)

bp = Blueprint("pages", __name__, template_folder="templates")
"""Nothing but the folder of the templates."""

WORDS = (access, bar, faults, lead_words, live, report_words, speech, template_words)
"""What the templates of all pages stand on."""

PAGES = (
    answers,
    calling_off,
    clients,
    conversations,
    counts,
    departure_edits,
    departures,
    drafts,
    guide,
    leads,
    media,
    merges,
    money_deeds,
    moving,
    news,
    outreach,
    pipeline,
    report_pages,
    saved_replies,
    search,
    sign_in,
    talk,
    task_deeds,
    tasks,
    template_pages,
    tours,
)


def register(app: Flask) -> None:
    """Add the pages to an app that has its foundation."""
    app.register_blueprint(bp)
    for part in WORDS:
        part.register(app)
    for page in PAGES:
        app.register_blueprint(page.bp)
