"""The operator's habits: hours, reminders, deposits, languages, payment; a page each.

The rules read what is typed as `flask organization set` gives it to them.
"""

from collections.abc import Mapping

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from crm import hours, organizations
from inbox import deeds
from inbox.access import desk, needs
from inbox.deeds import Deed

bp = Blueprint("habits", __name__, url_prefix="/inbox/settings")


@bp.get("/working-hours")
@needs("admin")
def working_hours() -> str:
    """When the office is open, and by which clock."""
    return _page("habit_working_hours.html")


@bp.post("/working-hours")
@needs("admin")
def save_working_hours() -> Response:
    """Both times of a day empty: closed."""
    days = [f"{day} {_span(day) or 'closed'}" for day in hours.DAYS]
    names = ("timezone", "answer_within_minutes")
    return _save("habits.working_hours", {**_typed(*names), "working_hours": "; ".join(days)})


@bp.get("/quiet-hours")
@needs("admin")
def quiet_hours() -> str:
    """When no reminder is sent."""
    return _page("habit_quiet_hours.html")


@bp.post("/quiet-hours")
@needs("admin")
def save_quiet_hours() -> Response:
    """From when until when, or never."""
    span = "off" if request.form.get("off") else _span("quiet")
    return _save("habits.quiet_hours", {"quiet_hours": span})


@bp.get("/reminders")
@needs("admin")
def reminders() -> str:
    """On which days before and after a due date, and at what time."""
    return _page("habit_reminders.html")


@bp.post("/reminders")
@needs("admin")
def save_reminders() -> Response:
    """No days: no reminders."""
    wanted = _typed("reminder_offsets", "reminder_time")
    offsets = wanted["reminder_offsets"].strip() or "off"
    return _save("habits.reminders", {**wanted, "reminder_offsets": offsets})


@bp.get("/deposits")
@needs("admin")
def deposits() -> str:
    """What confirms a booking, and how long seats and offers are kept."""
    return _page("habit_deposits.html")


@bp.post("/deposits")
@needs("admin")
def save_deposits() -> Response:
    """Holds in hours where they were shown in hours."""
    hold = "hold_hours" if "hold_hours" in request.form else "hold_minutes"
    wanted = _typed(
        *("default_currency", "deposit_percent", "balance_due_days", "quote_valid_days"),
        *(hold, "grace_minutes"),
    )
    never = request.form.get("overdue_cancel_days", "").strip() or "never"
    on_site = "yes" if request.form.get("pays_on_site") else "no"
    return _save(
        "habits.deposits", {**wanted, "overdue_cancel_days": never, "pays_on_site": on_site}
    )


@bp.get("/languages")
@needs("admin")
def languages() -> str:
    """Those the team answers in, and the country of numbers."""
    return _page("habit_languages.html")


@bp.post("/languages")
@needs("admin")
def save_languages() -> Response:
    """Several may be ticked."""
    spoken = ",".join(request.form.getlist("languages"))
    wanted = _typed("default_language", "default_region")
    return _save("habits.languages", {**wanted, "languages": spoken})


@bp.get("/payment")
@needs("admin")
def payment() -> str:
    """What clients read where they pay, and the privacy page."""
    return _page("habit_payment.html")


@bp.post("/payment")
@needs("admin")
def save_payment() -> Response:
    """Empty takes it away."""
    return _save("habits.payment", _typed("payment_link", "payment_details", "privacy_url"))


def _page(template: str) -> str:
    at = desk()
    return render_template(template, desk=at, now=at.now, days=hours.DAYS)


def _save(endpoint: str, wanted: Mapping[str, str]) -> Response:
    """Take the settings over, all or none, and show the page again."""

    def work(deed: Deed) -> str:
        changed = organizations.change(deed.organization, wanted, deed.now)
        deed.note("organization.changed", deed.organization, changed=changed)
        return url_for(endpoint, saved="yes")

    return deeds.post(work)


def _typed(*names: str) -> dict[str, str]:
    return {name: request.form.get(name, "") for name in names}


def _span(name: str) -> str:
    """From and until as they were typed; empty where neither was."""
    ends = ["".join(request.form.get(f"{name}_{end}", "").split()) for end in ("from", "until")]
    return "-".join(ends) if any(ends) else ""
