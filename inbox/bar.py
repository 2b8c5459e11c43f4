"""The bar over every page: its sections for this user, and what waits in them."""

from dataclasses import dataclass

from flask import Flask, current_app, g
from sqlalchemy import select

from crm import conversation_list, open_tasks
from inbox import access
from pages.languages import lazy as _l


@dataclass(frozen=True)
class Section:
    """One word of the bar."""

    name: str
    endpoint: str
    icon: str
    title: object
    """Lazily translated."""
    on_phones: bool = True
    """Whether it stands in a phone's bar, else behind More."""
    of_guides: bool = False
    """Of those who lead groups alone."""


SECTIONS = (
    Section("inbox", "conversations.index", "message-circle", _l("Inbox")),
    Section("pipeline", "pipeline.index", "kanban", _l("Pipeline"), on_phones=False),
    Section("bookings", "bookings.index", "ticket", _l("Bookings")),
    Section("departures", "departures.index", "calendar-days", _l("Departures")),
    Section("guide", "guide.index", "calendar-days", _l("My departures"), of_guides=True),
    Section("tasks", "tasks.index", "list-checks", _l("Tasks")),
    Section("templates", "templates.index", "file-text", _l("Templates"), on_phones=False),
    Section("reports", "reports.index", "chart-column", _l("Reports"), on_phones=False),
)


@dataclass(frozen=True)
class Figures:
    """What waits for the team."""

    unread: int
    """Conversations with something nobody has looked at."""
    tasks: int


def register(app: Flask) -> None:
    """Let the templates write the bar."""
    app.jinja_env.globals.update(
        sections=sections,
        figures=figures,
        may_open=may_open,
        signed_in=access.signed_in,
        home=access.home,
    )


def sections() -> list[Section]:
    """Those that exist and are open to the user."""
    leads = access.desk().leads_groups
    return [one for one in SECTIONS if may_open(one.endpoint) and (leads or not one.of_guides)]


def may_open(endpoint: str) -> bool:
    """Whether there is such a page, and the user may open it."""
    least = access.needed(current_app, endpoint)
    return least is not None and access.desk().may(least)


def figures() -> Figures:
    """Counted once a request."""
    if "figures" not in g:
        at = access.desk()
        whose = at.organization.id
        wanted = conversation_list.unread_total(whose), open_tasks.total(whose)
        g.figures = Figures(*at.session.execute(select(*wanted)).one())
    found: Figures = g.figures
    return found
