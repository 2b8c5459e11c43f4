"""The Messages resource: create, fetch and list."""

from flask import Blueprint, Response, g, jsonify, request

from simulator import accepting, clock, entrance, listing, resources, sending
from simulator.current import courier, network
from simulator.misbehaving import perform
from simulator.records import Message
from simulator.refusals import Refusal

bp = Blueprint("messages", __name__, url_prefix="/2010-04-01/Accounts/<account>")
entrance.guard(bp)
MEDIA_URLS = "MediaUrl"


@bp.post("/Messages.json")
def create(account: str) -> Response:
    """Take a message and say `queued`."""
    form = request.form

    def act(pause: float) -> Response:
        order = accepting.read(network(), form, form.getlist(MEDIA_URLS))
        message = sending.take(network(), order)
        g.sid = message.sid
        answer = jsonify(resources.message(network(), message))
        answer.status_code = 201
        if network().faults.take(("callback_before_answer",), "send", message.phone):
            courier().step(message)
        else:
            courier().start(message, pause)
        return answer

    return perform("send", act, form.get("To", ""))


@bp.get("/Messages/<sid>.json")
def fetch(account: str, sid: str) -> Response:
    """One message as it stands."""
    found = network().messages.get(sid)
    if found is None:
        raise Refusal(20404, 404)
    return perform("fetch", lambda _: jsonify(resources.message(network(), found)))


@bp.get("/Messages.json")
def collection(account: str) -> Response:
    """Messages, the newest first, filtered, in pages."""
    return perform("list", lambda _: jsonify(_page()))


def _page() -> dict[str, object]:
    wanted = request.args
    try:
        spans = [
            (compare, clock.read(wanted[f"DateSent{compare}"]), len(wanted[f"DateSent{compare}"]))
            for compare in ("", "<", ">")
            if wanted.get(f"DateSent{compare}")
        ]
    except ValueError:
        raise Refusal(20001) from None
    found = [
        message
        for message in _of(wanted.get("From"), wanted.get("To"))
        if all(_sent_within(message, *span) for span in spans)
    ]
    page = listing.page(found, wanted)
    shown = [resources.message(network(), message) for message in page.items]
    return {"messages": shown, **page.uris(request.path, wanted)}


def _of(sender: str | None, to: str | None) -> list[Message]:
    """All messages between these two, the newest first; where a phone is named, only its own."""
    with network().lock:
        named = next((a for a in (to, sender) if a in network().threads), None)
        pool = network().threads[named] if named else network().messages.values()
        found = list(pool)[::-1]
    return [
        m
        for m in found
        if (sender is None or resources.sent_from(m) == sender)
        and (to is None or resources.sent_to(m) == to)
    ]


def _sent_within(message: Message, compare: str, at: float, length: int) -> bool:
    """A message not sent yet has no date to compare; a bare date means that day."""
    if message.sent is None:
        return False
    if compare == "<":
        return message.sent <= at
    if compare == ">":
        return message.sent >= at
    return at <= message.sent < at + (86400 if length <= len("2026-08-04") else 1)
