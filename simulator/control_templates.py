"""The control API's part for templates: list them, make an approved one, move an approval."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator import sending, sids, wording
from simulator.current import network
from simulator.records import Content

bp = Blueprint("control_templates", __name__, url_prefix="/control/templates")
STATES = ("unsubmitted", "received", "pending", "approved", "rejected", "paused", "disabled")


@bp.get("")
def collection() -> Response:
    """Every template with its body and state."""
    return jsonify(templates=[_shown(content) for content in network().contents.values()])


@bp.post("")
def make() -> tuple[Response, int]:
    """{body, language, friendly_name, variables, buttons, status}: a template in any state."""
    wanted: dict[str, Any] = {"body": "Hello from the network."} | (request.get_json() or {})
    actions = [
        {"type": "QUICK_REPLY", "title": b["title"], "id": b.get("id", b["title"])}
        for b in wanted.get("buttons", [])
    ]
    part = {"body": wanted["body"]} | ({"actions": actions} if actions else {})
    now = network().clock.now()
    content = Content(
        sid=sids.new("HX"),
        friendly_name=wanted.get("friendly_name", "made_by_control"),
        language=wanted.get("language", "en"),
        variables=wanted.get("variables", {}),
        types={f"twilio/{'quick-reply' if actions else 'text'}": part},
        created=now,
        updated=now,
        name=wanted.get("friendly_name", "made_by_control"),
        category=wanted.get("category", "UTILITY"),
        status=wanted.get("status", "approved"),
    )
    with network().lock:
        network().contents[content.sid] = content
        network().keep(content)
    return jsonify(_shown(content)), 201


@bp.post("/<sid>")
def move(sid: str) -> tuple[Response, int]:
    """{status, rejection_reason}: what Meta does to a template by itself."""
    wanted = request.get_json()
    content = network().contents.get(sid)
    if content is None or wanted.get("status") not in STATES:
        return jsonify(error=f"an existing sid is needed and a status of {STATES}"), 400
    with network().lock:
        content.status = wanted["status"]
        content.rejection_reason = wanted.get("rejection_reason", "")
        content.updated = network().clock.now()
        network().keep(content)
    return jsonify(_shown(content)), 200


def _shown(content: Content) -> dict[str, Any]:
    return {
        "sid": content.sid,
        "friendly_name": content.friendly_name,
        "language": content.language,
        "kind": wording.kind(content),
        "body": wording.body(content),
        "variables": content.variables,
        "status": sending.approval(network(), content),
        "rejection_reason": content.rejection_reason,
    }
