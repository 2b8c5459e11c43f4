"""Reports: are we fast enough, where do leads come from, did the money come."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, make_response, render_template, request
from werkzeug.wrappers import Response

from crm import users
from crm.models import User
from crm.statistics import answers, funnel, income, month, reminders
from crm.statistics.month import Month
from inbox.access import Desk, desk, needs
from inbox.reports import tables as report_tables
from inbox.reports.tables import Asked

bp = Blueprint("reports", __name__, url_prefix="/inbox/reports")


@bp.get("")
@needs("manager")
def index() -> str:
    """The whole page: one month, beside the one before."""
    at = desk()
    chosen, person = _month(at), _person(at)
    waits = answers.waits(
        at.session, at.organization, chosen, at.now, person.id if person else None
    )
    return render_template(
        "reports.html",
        desk=at,
        now=at.now,
        month=chosen,
        months=[month.of(at.now, at.organization.timezone).back(n) for n in range(12)],
        person=person,
        people=users.team(at.session, at.organization.id),
        answered=answers.summed(waits),
        answered_before=_answers_before(at, chosen, person),
        hours=answers.by_hour(waits, at.organization.timezone),
        **_leads(at, chosen),
        **_money(at, chosen),
    )


@bp.get("/<section>.csv")
@needs("manager")
def table(section: str) -> Response:
    """One section as CSV, in the page's month, person and currency."""
    at = desk()
    chosen, person = _month(at), _person(at)
    asked = Asked(at.session, at.organization, chosen, at.now, _currency(at), person)
    answer = make_response(report_tables.written(section, asked))
    answer.mimetype = "text/csv"
    name = f"{section}-{chosen}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _month(at: Desk) -> Month:
    """The month that the address names, else this one."""
    asked = request.args.get("month")
    zone = at.organization.timezone
    return month.read(asked, zone) if asked else month.of(at.now, zone)


def _person(at: Desk) -> User | None:
    """The person whose answers alone are looked at. Raises NotFound."""
    asked = request.args.get("person")
    if not asked:
        return None
    try:
        return users.of_team(at.session, at.organization.id, UUID(asked))
    except ValueError:
        abort(404)


def _currency(at: Desk) -> str:
    asked = request.args.get("currency", "")
    every = income.currencies(at.session, at.organization)
    return asked if asked in every else every[0]


def _answers_before(at: Desk, chosen: Month, person: User | None) -> answers.Answers:
    found = answers.waits(
        at.session, at.organization, chosen.back(1), at.now, person.id if person else None
    )
    return answers.summed(found)


def _leads(at: Desk, chosen: Month) -> dict[str, Any]:
    sources = funnel.sources(at.session, at.organization, chosen)
    before = funnel.sources(at.session, at.organization, chosen.back(1))
    return {
        "sources": sources,
        "stages": funnel.stages(at.session, at.organization, chosen),
        "conversion": funnel.conversion(sources),
        "conversion_before": funnel.conversion(before),
        "messages": funnel.messages(at.session, at.organization, chosen),
    }


def _money(at: Desk, chosen: Month) -> dict[str, Any]:
    currency = _currency(at)
    return {
        "currency": currency,
        "currencies": income.currencies(at.session, at.organization),
        "incomes": income.by_month(at.session, at.organization, currency, chosen),
        "brought": reminders.brought(at.session, at.organization, currency, chosen),
    }
