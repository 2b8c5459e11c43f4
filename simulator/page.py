"""The phone page: one document, its live state, the media it shows, fonts and icons."""

import base64
import dataclasses
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request, send_from_directory

from simulator import clock, shown
from simulator.current import network

bp = Blueprint("page", __name__)


@bp.get("/")
def phone() -> str:
    """The page itself; everything that changes comes from the state below."""
    return render_template("phone.html", config=network().config)


@bp.get("/control/page")
def state() -> Response:
    """What the page shows of one phone: ?phone=, and ?version= to hear only of changes."""
    version = network().version
    if request.args.get("version") == str(version):
        return jsonify(version=version, unchanged=True)
    address = request.args.get("phone", "")
    with network().lock:
        thread = list(network().threads.get(address, []))[-200:]
    return jsonify(
        version=version,
        phones=[dataclasses.asdict(p) for p in network().phones.values()],
        messages=[shown.message(network(), m) for m in thread],
        wire=[_line(entry) for entry in network().wire.newest(14)],
        faults=network().faults.shown(),
        options=dataclasses.asdict(network().options),
        now=clock.precise(network().clock.now()),
    )


@bp.get("/control/media/<sid>")
def media(sid: str) -> Response:
    """An attachment for the page."""
    found = network().media.get(sid)
    if found is None:
        abort(404)
    return Response(base64.b64decode(found.content), content_type=found.content_type)


@bp.get("/assets/<path:name>")
def asset(name: str) -> Response:
    """A font or an icon from the assets folder, where there is one."""
    folder = network().config.assets
    if folder is None:
        abort(404)
    return send_from_directory(folder.resolve(), name, max_age=3600)


def _line(entry: dict[str, Any]) -> dict[str, Any]:
    """One line of the log on the page, with the words of the message it is about."""
    names = ("number", "at", "status", "failure", "duration_ms", "kind", "label", "attempt")
    line = {name: entry.get(name) for name in (*names, "method", "path", "faults", "error_code")}
    message = network().messages.get(str(entry.get("sid")))
    form = entry.get("form")
    if message is not None:
        line["text"] = message.body[:120] or message.message_type
    elif isinstance(form, dict):
        line["text"] = str(form.get("Body") or form.get("friendly_name") or "")[:120]
    return line
