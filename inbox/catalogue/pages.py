"""The messages that may go outside the 24 hours: where each stands, and the operator's own."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm import offers, own_templates, template_shelf, template_submission, template_sync
from crm.bookings import find
from crm.models import WhatsappTemplate
from crm.own_templates import Wish
from inbox import deeds, live
from inbox.access import Desk, desk, needs
from inbox.deeds import Deed
from pages import languages

bp = Blueprint("templates", __name__, url_prefix="/inbox/templates")


@bp.get("")
@needs("agent")
def index() -> str:
    """All of them, and one beside them."""
    at = desk()
    lines = template_shelf.lines(at.session, at.organization, at.now)
    shown = _shown(at, lines)
    return render_template("templates.html", **shown, **_beside(at, shown["lines"]))


@bp.get("/list")
@needs("agent")
def listed() -> Response:
    """The list alone, if it has changed."""
    at = desk()
    lines = template_shelf.lines(at.session, at.organization, at.now)
    return live.answer("_template_live.html", **_shown(at, lines))


@bp.post("/sync")
@needs("agent")
def sync() -> AnyResponse:
    """Read the provider's word now."""

    def work(deed: Deed) -> str:
        template_sync.ask(deed.session, deed.organization, deed.now)
        deed.note("templates.sync_asked", deed.organization)
        return url_for("templates.index")

    return deeds.post(work)


@bp.post("/<int:template_id>/submit")
@needs("manager")
def submit(template_id: int) -> AnyResponse:
    """Hand it in for approval."""

    def work(deed: Deed) -> str:
        found = _find(deed, template_id)
        template_submission.ask(deed.session, found, deed.now)
        deed.note("template.submitted", found, name=found.name, version=found.version)
        return _page(found)

    return deeds.post(work)


@bp.post("/<int:template_id>/withdraw")
@needs("manager")
def withdraw(template_id: int) -> AnyResponse:
    """Offer an own template no longer."""

    def work(deed: Deed) -> str:
        found = _find(deed, template_id)
        own_templates.withdraw(deed.session, found, deed.now)
        deed.note("template.withdrawn", found, name=found.name)
        return url_for("templates.index")

    return deeds.post(work)


@bp.get("/new")
@needs("manager")
def new() -> str:
    """The form of an own template; `of` names one of which this is another language."""
    at = desk()
    of = request.args.get("of", type=int)
    wish = (
        own_templates.wish_of(_find(at, of))
        if of
        else Wish("", languages.current(), "utility", "", {})
    )
    action = url_for("templates.create", of=of)
    return render_template("template_form.html", desk=at, now=at.now, **_checked(wish), to=action)


@bp.post("/new")
@needs("manager")
def create() -> AnyResponse:
    """Keep a first version, or one in another language."""
    of = request.args.get("of", type=int)

    def work(deed: Deed) -> str:
        name = _find(deed, of).name if of else None
        wish = _wish()
        row = own_templates.add(deed.session, deed.organization, wish, name, deed.now)
        deed.note("template.written", row, name=row.name, title=row.title)
        return _page(row)

    return deeds.post(work)


@bp.get("/<int:template_id>/edit")
@needs("manager")
def edit(template_id: int) -> str:
    """The form of an own template that exists."""
    at = desk()
    found = _find(at, template_id)
    action = url_for("templates.change", template_id=found.id)
    shown = _checked(own_templates.wish_of(found))
    return render_template("template_form.html", desk=at, now=at.now, **shown, to=action)


@bp.post("/<int:template_id>/edit")
@needs("manager")
def change(template_id: int) -> AnyResponse:
    """Keep it as it is now typed."""

    def work(deed: Deed) -> str:
        found = _find(deed, template_id)
        row = own_templates.revise(deed.session, deed.organization, found, _wish(), deed.now)
        deed.note("template.written", row, name=row.name, version=row.version)
        return _page(row)

    return deeds.post(work)


@bp.post("/check")
@needs("manager")
def check() -> str:
    """What the check says of what is typed so far, and how it reads."""
    at = desk()
    return render_template("_template_check.html", desk=at, now=at.now, **_checked(_wish()))


def _find(at: Desk, template_id: int) -> WhatsappTemplate:
    return own_templates.find(at.session, at.organization.id, template_id)


def _page(row: WhatsappTemplate) -> str:
    return url_for("templates.index", name=row.name, language=row.language)


def _shown(at: Desk, lines: list[template_shelf.Line]) -> dict[str, Any]:
    """The list in the filter that the address names."""
    counts = {
        "all": lines,
        "approved": [line for line in lines if line.is_approved],
        "needs": [line for line in lines if line.needs_person],
    }
    only = request.args.get("only", "all")
    return {
        "desk": at,
        "now": at.now,
        "lines": counts.get(only, lines),
        "only": only if only in counts else "all",
        "counts": {name: len(found) for name, found in counts.items()},
        "read_at": template_shelf.read_at(at.session, at.organization),
        "state_of": template_shelf.state,
        "name": request.args.get("name"),
    }


def _beside(at: Desk, lines: list[template_shelf.Line]) -> dict[str, Any]:
    """The template that is chosen, in its language, with its values."""
    name = request.args.get("name") or (lines[0].name if lines else "")
    line = next((one for one in lines if one.name == name), None)
    if line is None:
        return {"chosen": None}
    language = request.args.get("language") or languages.current()
    row = line.newest.get(language) or next(iter(line.newest.values()))
    booking, values = _values(at, row)
    return {
        "chosen": row,
        "line": line,
        "booking": booking,
        "can_be_real": row.name in template_shelf.REAL,
        "filled": offers.fill(row, values),
        "versions": template_shelf.versions(at.session, row),
        "waiting": template_shelf.waiting(at.session, at.organization, row.name),
        "findings": own_templates.findings(own_templates.wish_of(row)),
        "is_own": own_templates.is_own(row.name),
    }


def _values(at: Desk, row: WhatsappTemplate) -> tuple[Any, dict[str, str]]:
    """Samples, or the values of the booking whose code is asked for."""
    code = request.args.get("booking", "")
    if not code or row.name not in template_shelf.REAL:
        latest = template_shelf.latest_booking(at.session, at.organization)
        return latest, template_shelf.samples(row)
    booking = find.by_code(at.session, at.organization.id, code)
    return booking, template_shelf.real(at.session, at.organization, row, booking, at.now)


def _wish() -> Wish:
    """The form as it was typed."""
    form = request.form
    replies = tuple(text.strip() for text in form.getlist("reply") if text.strip())
    examples = {name[2:]: text for name, text in form.items() if name.startswith("e_")}
    return Wish(
        title=form.get("title", ""),
        language=form.get("language", ""),
        category=form.get("category", ""),
        body=form.get("body", ""),
        examples=examples,
        replies=replies,
    )


def _checked(wish: Wish) -> dict[str, Any]:
    return {
        "wish": wish,
        "names": own_templates.variables(wish.body),
        "findings": own_templates.findings(wish) if wish.body.strip() else [],
        "filled": offers.fill(own_templates.preview(wish), dict(wish.examples)),
    }
