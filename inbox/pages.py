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
    clients,
    conversations,
    counts,
    departure_edits,
    departures,
    drafts,
    faults,
    guide,
    habits,
    joining,
    lead_words,
    leads,
    live,
    media,
    merges,
    money_deeds,
    moving,
    news,
    number_words,
    numbers,
    outreach,
    pipeline,
    report_pages,
    report_words,
    saved_replies,
    search,
    setting_words,
    settings,
    sign_in,
    speech,
    talk,
    task_deeds,
    tasks,
    team,
    template_pages,
    template_words,
    tours,
)

bp = Blueprint("pages", __name__, template_folder="templates")
"""Nothing but the folder of the templates."""

WORDS = (
    *(access, bar, faults, live, settings),
    *(lead_words, number_words, report_words, setting_words, speech, template_words),
)
"""What the templates of all pages stand on."""

PAGES = (
    account,
    answers,
    audit_log,
    brand,
    calling_off,
    clients,
    conversations,
    counts,
    departure_edits,
    departures,
    drafts,
    guide,
    habits,
    joining,
    leads,
    media,
    merges,
    money_deeds,
    moving,
    news,
    numbers,
    outreach,
    pipeline,
    report_pages,
    saved_replies,
    search,
    settings,
    sign_in,
    talk,
    task_deeds,
    tasks,
    team,
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
