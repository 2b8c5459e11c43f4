"""The one entry for wsgi.py: every page of the agents."""

from flask import Blueprint, Flask

from inbox import access, bar, counts, faults, live, news, search, sign_in, speech
from inbox.bookings import (
    asks as booking_asks,
    looks as booking_looks,
    pages as bookings,
    parts as booking_parts,
    quoting,
    reminders as booking_reminders,
    selling,
    stale,
    steps as booking_steps,
    words as booking_words,
)
from inbox.catalogue import pages as template_pages, words as template_words
from inbox.clients import leads, merges, outreach, pages as clients, pipeline, words as lead_words
from inbox.conversations import (
    answers,
    drafts,
    list_view,
    media,
    pages as conversations,
    saved_replies,
    steps as talk,
)
from inbox.departures import (
    calling_off,
    edits as departure_edits,
    guide,
    moving,
    pages as departures,
    tours,
)
from inbox.money import statements, words as money_words
from inbox.reports import pages as report_pages, words as report_words
from inbox.settings import (
    account,
    audit_log,
    brand,
    habits,
    joining,
    number_words,
    numbers,
    pages as settings,
    team,
    words as setting_words,
)
from inbox.tasks import deeds as task_deeds, money_deeds, pages as tasks

bp = Blueprint("pages", __name__, template_folder="templates")
"""Nothing but the folder of the templates."""

WORDS = (
    access,
    bar,
    booking_looks,
    booking_words,
    faults,
    lead_words,
    list_view,
    live,
    money_words,
    number_words,
    report_words,
    selling,
    setting_words,
    settings,
    speech,
    stale,
    template_words,
)
"""What the templates of all pages stand on."""

PAGES = (
    account,
    answers,
    audit_log,
    booking_asks,
    booking_parts,
    booking_reminders,
    booking_steps,
    bookings,
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
    quoting,
    report_pages,
    saved_replies,
    search,
    selling,
    settings,
    sign_in,
    statements,
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
