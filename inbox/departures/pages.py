"""Departures: the calendar with its seats, and one departure with its group."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request

from crm import departure_calendar, departures, guides, local_time, tours
from crm.bookings import group
from crm.departure_calendar import Entry, Wanted
from crm.documents import files, issue
from crm.models import Client, Tour, TourDeparture
from inbox import live
from inbox.access import desk, needs
from inbox.bookings import papers
from inbox.departures import words as departure_words
from inbox.departures.month import Month

bp = Blueprint("departures", __name__, url_prefix="/inbox/departures")


@bp.get("")
@needs("agent")
def index() -> str:
    """A month of departures: as a calendar, or as a list."""
    at = desk()
    return render_template(
        "departures.html",
        tours=tours.listed(at.session, at.organization),
        guides=departure_calendar.guides(at.session, at.organization),
        **_month(),
    )


@bp.get("/shown")
@needs("agent")
def shown() -> Response:
    """The month's departures, if they have changed."""
    return live.answer("_departures.html", **_month())


@bp.get("/<uuid:public_id>")
@needs("agent")
def page(public_id: UUID) -> str:
    """One departure: what it is, its seats, its group."""
    return render_template("departure.html", **_one(public_id))


@bp.get("/<uuid:public_id>/shown")
@needs("agent")
def page_shown(public_id: UUID) -> Response:
    """The same, if it has changed."""
    return live.answer("_departure.html", **_one(public_id))


@bp.get("/<uuid:public_id>/group.pdf")
@needs("agent")
def manifest(public_id: UUID) -> Response:
    """The group's list to print, as the guide is sent it."""
    at = desk()
    departure = departures.by_public_id(at.session, at.organization, public_id)
    document = issue.current_manifest(at.session, departure, at.now)
    return papers.sent(document, files.name(at.session, document))


def _month() -> dict[str, Any]:
    """The month and filters that the address asks for."""
    at = desk()
    today = local_time.today(at.now, at.organization.timezone)
    month = Month.of(request.args.get("month", ""), today)
    wanted = Wanted(
        request.args.get("tour", type=int),
        request.args.get("guide", type=int),
        "free" in request.args,
    )
    found = departure_calendar.between(at.session, at.organization, month.first, month.last, wanted)
    view = "list" if request.args.get("view") == "list" else "month"
    chosen = _chosen(found, today) if view == "month" else None
    return {
        "desk": at,
        "now": at.now,
        "today": today,
        "month": month,
        "wanted": wanted,
        "view": view,
        "entries": found,
        "beside": _about(chosen.departure) if chosen else None,
        "fill": departure_calendar.fill,
        "next_day": None if found else _next(month.last, wanted),
        "words": departure_words,
    }


def _next(after: date, wanted: Wanted) -> date | None:
    at = desk()
    return departure_calendar.next_day(at.session, at.organization, after, wanted)


def _chosen(entries: Sequence[Entry], today: date) -> Entry | None:
    """The one that the address names, else the next to leave, else the month's first."""
    named = request.args.get("on", "")
    ahead = [
        one
        for one in entries
        if one.departure.departure_date >= today and one.departure.status != "cancelled"
    ]
    asked = [one for one in entries if str(one.departure.public_id) == named]
    return next(iter([*asked, *ahead, *entries]), None)


def _one(public_id: UUID) -> dict[str, Any]:
    at = desk()
    departure = departures.by_public_id(at.session, at.organization, public_id)
    return {
        "desk": at,
        "now": at.now,
        "fill": departure_calendar.fill,
        "words": departure_words,
        **_about(departure),
    }


def _about(departure: TourDeparture) -> dict[str, Any]:
    """What is shown of one: its facts and its group."""
    at = desk()
    guide = at.session.get(Client, departure.guide_id) if departure.guide_id else None
    return {
        "departure": departure,
        "is_ahead": departures.is_ahead(departure, at.now),
        "tour": at.session.get_one(Tour, departure.tour_id),
        "guide": guide,
        "answer": guides.answer_of(at.session, departure),
        "group": group.shown(at.session, departure),
    }
