"""What belongs to a booking beside its money: people, lines, notes, its link and its papers."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from crm import links
from crm.bookings import items, lines, notes, people, services
from crm.bookings.people import Person
from inbox import deeds, fields
from inbox.access import needs
from inbox.bookings import lines as booking_lines, stale, words as booking_words
from inbox.bookings.steps import page
from inbox.deeds import Deed

bp = Blueprint("booking_parts", __name__, url_prefix="/inbox/bookings/<uuid:public_id>")


@bp.post("/person")
@needs("agent")
def person(public_id: UUID) -> Response:
    """Somebody who travels: written down, or written anew."""

    def work(deed: Deed) -> str:
        booking = deed.booking(public_id)
        said, number = _person(), fields.count(request.form, "person", 0)
        if number:
            row = people.find(deed.session, booking, number)
            people.edit(booking, row, said)
        else:
            (row,) = people.add(deed.session, booking, [said], deed.now)
        name = booking_words.name(row)
        deed.note("person.edited" if number else "person.added", booking, name=name)
        return page(public_id)

    return deeds.post(work)


@bp.post("/person/<any(lead, remove):verb>")
@needs("agent")
def person_verb(public_id: UUID, verb: str) -> Response:
    """Who answers for the booking, or does not come after all."""

    def work(deed: Deed) -> str:
        booking = deed.booking(public_id)
        row = people.find(deed.session, booking, fields.number(request.form, "person"))
        if verb == "lead":
            people.lead(deed.session, booking, row)
            deed.note("person.made_primary", booking, name=booking_words.name(row))
        else:
            name = people.take_off(deed.session, booking, row)
            deed.note("person.removed", booking, name=name)
        return page(public_id)

    return deeds.post(work)


@bp.post("/item")
@needs("agent")
def item(public_id: UUID) -> Response:
    """One more line of a quote."""

    def work(deed: Deed) -> str:
        booking = deed.booking(public_id)
        stale.require_fresh(deed, booking)
        line = booking_lines.read(request.form, booking.currency)
        lines.add(deed.session, booking, deed.organization, line, deed.actor, deed.now)
        deed.note("item.added", booking, title=line.title, amount=str(line.amount))
        return page(public_id)

    return deeds.post(work)


@bp.post("/item/remove")
@needs("agent")
def remove_item(public_id: UUID) -> Response:
    """One line less of a quote."""

    def work(deed: Deed) -> str:
        booking = deed.booking(public_id)
        stale.require_fresh(deed, booking)
        row = items.find(deed.session, booking, fields.number(request.form, "item"))
        deed.note("item.removed", booking, title=row.title, amount=str(row.amount))
        lines.remove(deed.session, booking, deed.organization, row, deed.actor, deed.now)
        return page(public_id)

    return deeds.post(work)


@bp.post("/item/service")
@needs("agent")
def service(public_id: UUID) -> Response:
    """What is known of a line beside its price."""

    def work(deed: Deed) -> str:
        booking = deed.booking(public_id)
        row = items.find(deed.session, booking, fields.number(request.form, "item"))
        said: dict[str, Any] = booking_lines.told(request.form, row.kind)
        services.describe(booking, row, said, request.form.get("status", ""), deed.now)
        deed.note("item.described", row, code=booking.booking_code, title=row.title)
        return page(public_id)

    return deeds.post(work)


@bp.post("/note")
@needs("agent")
def note(public_id: UUID) -> Response:
    """A note of the team."""

    def work(deed: Deed) -> str:
        booking = deed.booking(public_id)
        body = request.form.get("body", "")
        row = notes.add(deed.session, booking, deed.user, body, deed.now)
        deed.note("booking.note_added", row, code=booking.booking_code)
        return page(public_id)

    return deeds.post(work)


@bp.post("/link/<any(make, revoke):verb>")
@needs("agent")
def link(public_id: UUID, verb: str) -> Response:
    """The client's page: a link to it, or the end of the one that is out."""

    def work(deed: Deed) -> str:
        booking = deed.booking(public_id)
        if verb == "make":
            links.token_of(deed.session, booking, deed.now)
        else:
            links.revoke(deed.session, booking, deed.now)
        deed.note(f"link.{'made' if verb == 'make' else 'revoked'}", booking)
        return page(public_id)

    return deeds.post(work)


def _person() -> Person:
    form = request.form
    return Person(
        name=form.get("name", ""),
        relationship=fields.words(form, "relationship"),
        age=fields.count(form, "age") if form.get("age", "").strip() else None,
        requirements=form.get("requirements", ""),
    )
