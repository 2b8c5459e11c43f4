"""The control API: what tests, demo and phone page tell the simulator to do. JSON, no auth."""

import dataclasses
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator import clock, inbound, past, shown
from simulator.current import courier, network

bp = Blueprint("control", __name__, url_prefix="/control")


@bp.errorhandler(ValueError)
def refused(problem: ValueError) -> tuple[Response, int]:
    """What a control call got wrong, in words."""
    return jsonify(error=str(problem)), 400


@bp.get("/phones")
def phones() -> Response:
    """Every phone."""
    return jsonify(phones=[dataclasses.asdict(phone) for phone in network().phones.values()])


@bp.post("/phones")
def make_phone() -> Response:
    """Make a phone, or change one: address, name, external_id, read_receipts, fails_with, …"""
    wanted = _wanted()
    address = str(wanted.pop("address", ""))
    if not address.startswith("whatsapp:") or len(address) < len("whatsapp:+1"):
        raise ValueError("'address' is needed, as whatsapp:+77012345678")
    phone = network().phone(address)
    names = {field.name for field in dataclasses.fields(phone)} - {"address"}
    if set(wanted) - names:
        raise ValueError(f"a phone has {sorted(names)}")
    with network().lock:
        for name, value in wanted.items():
            setattr(phone, name, value)
        network().keep(phone)
    return jsonify(dataclasses.asdict(phone))


@bp.post("/inbound")
def receive() -> Response:
    """A client writes. Waits for the product's answer unless `wait` is false."""
    wanted = _wanted()
    message = inbound.write(network(), wanted)
    entries: list[dict[str, Any]] = []
    if wanted.get("post", True):
        if wanted.get("wait", True):
            entries = inbound.post(network(), message, wanted)
        else:
            inbound.post_later(courier(), message, wanted)
    else:
        message.answered = 200
    return jsonify(
        message=shown.message(network(), message),
        webhook=entries[-1] if entries else None,
        webhooks=entries,
    )


@bp.post("/repeat")
def repeat() -> Response:
    """Post the very same webhook of an inbound message again: {sid, signature, token}."""
    wanted = _wanted()
    message = network().messages.get(str(wanted.get("sid", "")))
    if message is None or not message.inbound:
        raise ValueError("'sid' is needed: an inbound message's")
    entries = inbound.post(network(), message, wanted)
    return jsonify(webhook=entries[-1], webhooks=entries)


@bp.post("/history")
def history() -> Response:
    """{phone, name, messages: [{direction, body, age_seconds, sid}]}: what was said before."""
    made = past.write(network(), _wanted())
    return jsonify(messages=[shown.message(network(), message) for message in made])


@bp.get("/messages")
def messages() -> Response:
    """Messages, oldest first: ?phone=, ?direction=inbound|outbound, ?arrived=1."""
    asked = request.args
    with network().lock:
        found = list(network().messages.values())
    return jsonify(
        messages=[
            shown.message(network(), m)
            for m in found
            if asked.get("phone") in (None, m.phone)
            and m.direction.startswith(asked.get("direction", ""))
            and (not asked.get("arrived") or m.arrived)
        ]
    )


@bp.get("/record")
def record() -> Response:
    """Everything on the wire: ?phone= for one phone's, ?since= for what came after a number."""
    phone = request.args.get("phone")
    with network().lock:
        found = [m for m in network().messages.values() if phone in (None, m.phone)]
    return jsonify(
        now=clock.precise(network().clock.now()),
        messages=[shown.message(network(), message) for message in found],
        **network().wire.shown(int(request.args.get("since", 0)), phone),
    )


@bp.post("/reset")
def reset() -> Response:
    """Forget every phone, message, template, fault and log entry."""
    network().reset()
    return jsonify(ok=True)


@bp.get("/clock")
def show_clock() -> Response:
    """How far its time is ahead of the real one, and what it is."""
    at = network().clock
    return jsonify(offset_seconds=at.offset, now=clock.precise(at.now()))


@bp.post("/clock")
def set_clock() -> Response:
    """{offset_seconds}: its own times, the window check and the callbacks follow."""
    _change({"clock_offset": float(_wanted().get("offset_seconds", 0))})
    return show_clock()


@bp.get("/options")
def options() -> Response:
    """The options as they stand."""
    return jsonify(dataclasses.asdict(network().options))


@bp.post("/options")
def change_options() -> Response:
    """Set options: read_receipts, sent_after, delivered_after, read_after, approve_after, …"""
    _change(_wanted())
    return jsonify(dataclasses.asdict(network().options))


@bp.get("/faults")
def faults() -> Response:
    """Every fault asked for, with what is left of it."""
    return jsonify(faults=network().faults.shown())


@bp.post("/faults")
def add_fault() -> Response:
    """{name, …its parameters, next | probability + seed, on, phone}."""
    wanted = _wanted()
    fault = network().faults.add(str(wanted.pop("name", "")), wanted)
    network().version += 1
    return jsonify(fault.shown())


@bp.delete("/faults")
@bp.delete("/faults/<name>")
def end_faults(name: str | None = None) -> Response:
    """End all faults, those of a name, or one by its id."""
    network().faults.remove(name)
    network().version += 1
    return jsonify(faults=network().faults.shown())


def _change(wanted: dict[str, Any]) -> None:
    """Set options; where the clock is among them, what was to come later comes sooner."""
    before = network().clock.offset
    network().change(wanted)
    courier().skip(network().clock.offset - before)


def _wanted() -> dict[str, Any]:
    wanted = request.get_json(silent=True)
    if wanted is None and not request.get_data():
        return {}
    if not isinstance(wanted, dict):
        raise ValueError("a JSON object is needed")  # noqa: TRY004
    return wanted
