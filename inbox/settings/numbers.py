"""WhatsApp numbers: what to give Twilio, whether the way in works, and how fast they send."""

from collections.abc import Callable

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

import runtime
from crm import public_urls, senders, way_in
from crm.errors import ValueRefused
from crm.models import WhatsappSender
from crm.statistics import traffic
from crm.statistics.traffic import Traffic
from inbox import deeds
from inbox.access import desk, needs
from inbox.deeds import Deed
from inbox.settings import number_words

bp = Blueprint("numbers", __name__, url_prefix="/inbox/settings/numbers")


@bp.get("")
@needs("admin")
def index() -> str:
    """The first number."""
    at = desk()
    return _page(senders.of_organization(at.session, at.organization.id)[:1])


@bp.get("/<int:sender_id>")
@needs("admin")
def number(sender_id: int) -> str:
    """One of them."""
    at = desk()
    return _page([senders.by_id(at.session, at.organization.id, sender_id)])


@bp.post("/add")
@needs("admin")
def add() -> Response:
    """One more number of the same Twilio account."""

    def work(deed: Deed) -> str:
        typed, name = request.form.get("address", ""), request.form.get("name", "")
        added = senders.add(deed.session, deed.organization.id, typed, name, deed.now)
        deed.note("sender.added", added, address=added.address)
        return _address(added)

    return deeds.post(work)


@bp.post("/<int:sender_id>/change")
@needs("admin")
def change(sender_id: int) -> Response:
    """Another name, another rate."""

    def work(deed: Deed, sender: WhatsappSender) -> str:
        before = sender.name, sender.rate_per_second
        senders.rename(sender, request.form.get("name", ""))
        senders.set_rate(sender, _rate())
        changed = {
            "name": [before[0], sender.name],
            "rate": [f"{before[1]:g}", f"{sender.rate_per_second:g}"],
        }
        deed.note("sender.changed", sender, changed=changed)
        return _address(sender)

    return _with(sender_id, work)


@bp.post("/<int:sender_id>/resume")
@needs("admin")
def resume(sender_id: int) -> Response:
    """What paused it is mended."""

    def work(deed: Deed, sender: WhatsappSender) -> str:
        senders.resume(deed.session, sender, deed.now)
        deed.note("sender.resumed", sender)
        return _address(sender)

    return _with(sender_id, work)


@bp.post("/<int:sender_id>/test")
@needs("admin")
def test(sender_id: int) -> Response:
    """Try the way in; the calls are made before the deed's transaction, in none."""
    at = desk()
    senders.by_id(at.session, at.organization.id, sender_id)
    at.session.close()
    now_running = runtime.current()
    address = public_urls.messages(now_running.settings.public_url)
    answers = way_in.test(now_running.sessions, now_running.provider, address)

    def work(deed: Deed, sender: WhatsappSender) -> str:
        way_in.keep(sender, answers, deed.now)
        deed.note("sender.tested", sender)
        return _address(sender)

    return _with(sender_id, work)


def _with(sender_id: int, work: Callable[[Deed, WhatsappSender], str]) -> Response:
    """A deed about one of the organization's numbers. Raises NotFound."""
    return deeds.post(
        lambda deed: work(deed, senders.by_id(deed.session, deed.organization.id, sender_id))
    )


def _page(chosen: list[WhatsappSender]) -> str:
    at = desk()
    every = senders.of_organization(at.session, at.organization.id)
    seen = {one.id: way_in.judge(at.session, one, at.now) for one in every}
    carried = traffic.today(at.session, at.organization, at.now)
    public_url = runtime.current().settings.public_url
    return render_template(
        "numbers.html",
        desk=at,
        now=at.now,
        every=every,
        chosen=chosen[0] if chosen else None,
        lines=[number_words.line(one, at.now) for one in seen[chosen[0].id]] if chosen else [],
        failing={
            one.id: sum(not line.well for line in seen[one.id]) if one.tested_at else None
            for one in every
        },
        carried={one.id: carried.get(one.id, Traffic()) for one in every},
        given=[
            (title, f"{address(public_url)}{public_urls.OVERRIDES}")
            for title, address in number_words.GIVEN
        ],
    )


def _address(sender: WhatsappSender) -> str:
    return url_for("numbers.number", sender_id=sender.id)


def _rate() -> float:
    """Raises ValueRefused for what is no number."""
    try:
        return float(request.form.get("rate", "").replace(",", "."))
    except ValueError:
        raise ValueRefused("Write the messages a second as a number.") from None
