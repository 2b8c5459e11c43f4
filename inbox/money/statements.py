"""A bank's statement: uploaded, shown line by line with its reason, the chosen ones applied."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

import runtime
from crm.bookings.machine import Actor
from crm.errors import ValueRefused
from crm.payments.statement import apply as applying, uploads
from crm.payments.statement.apply import Order
from crm.payments.statement.line import MATCHED, PROPOSED, REFUSED, Line, Unread
from crm.payments.statement.read import LARGEST
from inbox import deeds
from inbox.access import desk, needs
from inbox.deeds import Deed
from inbox.money import statement_words

bp = Blueprint("statements", __name__, url_prefix="/inbox/statements")


@bp.get("")
@needs("manager")
def index() -> str:
    """The form, and the statements uploaded last."""
    at = desk()
    found = uploads.latest(at.session, at.organization.id)
    return render_template("statements.html", desk=at, now=at.now, found=found)


@bp.post("")
@needs("manager")
def upload() -> Response:
    """Keep a file. Nothing is recorded of it yet."""

    def work(deed: Deed) -> str:
        file = request.files.get("file")
        if file is None or not file.filename:
            raise ValueRefused("Choose a file first.")
        file.stream.seek(0)  # the work may be done twice
        kept = uploads.keep(
            deed.session,
            deed.organization,
            deed.user,
            (file.filename, file.stream.read(LARGEST + 1)),
            request.form.get("method", ""),
            request.form.get("currency", ""),
            deed.now,
        )
        deed.note("statement.uploaded", kept, name=kept.name)
        return url_for("statements.statement", public_id=kept.public_id)

    return deeds.post(work)


@bp.get("/<uuid:public_id>")
@needs("manager")
def statement(public_id: UUID) -> str:
    """Every line with what would become of it now."""
    at = desk()
    found = uploads.find(at.session, at.organization.id, public_id)
    said = applying.show(at.session, at.organization.id, uploads.lines(found), at.now)
    return render_template(
        "statement.html",
        desk=at,
        now=at.now,
        statement=found,
        said=said,
        sentence=statement_words.sentence,
        counts={
            outcome: sum(one.outcome == outcome for one in said)
            for outcome in (MATCHED, PROPOSED, REFUSED)
        },
    )


@bp.post("/<uuid:public_id>/apply")
@needs("manager")
def apply(public_id: UUID) -> Response:
    """Record what matches and what was accepted: a transaction a booking, each safe to repeat.

    The deed is written down first: whoever is interrupted presses again.
    """
    accepted = [int(one) for one in request.form.getlist("accept") if one.isdecimal()]
    noted: list[tuple[Order, list[Line | Unread]]] = []

    def work(deed: Deed) -> str:
        found = uploads.find(deed.session, deed.organization.id, public_id)
        found.applied_at = deed.now
        order = Order(deed.organization.id, Actor("agent", deed.user.id), found.method, accepted)
        noted.append((order, uploads.lines(found)))
        deed.note("statement.applied", found, name=found.name, accepted=accepted)
        return url_for("statements.statement", public_id=public_id)

    answer = deeds.post(work)
    for order, lines in noted[-1:]:
        applying.apply(runtime.current().sessions, order, lines, desk().now)
    return answer
