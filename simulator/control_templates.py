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
    """{body, language, friendly_name, variables, buttons, media, status}: one in any state.

    A button has a title and an id, or a title and a url.
    """
    wanted: dict[str, Any] = {"body": "Hello from the network."} | (request.get_json() or {})
    now = network().clock.now()
    content = Content(
        sid=sids.new("HX"),
        friendly_name=wanted.get("friendly_name", "made_by_control"),
        language=wanted.get("language", "en"),
        variables=wanted.get("variables", {}),
        types=_types(wanted),
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


def _types(wanted: dict[str, Any]) -> dict[str, Any]:
    """The plainest content type that has the parts."""
    actions = [_action(button) for button in wanted.get("buttons", [])]
    parts = {"body": wanted["body"], "actions": actions, "media": wanted.get("media")}
    kinds = {action["type"] for action in actions}
    if len(kinds) > 1 or (kinds and wanted.get("media")):
        name = "whatsapp/card"
    elif wanted.get("media"):
        name = "twilio/media"
    else:
        plain = {"QUICK_REPLY": "twilio/quick-reply", "URL": "twilio/call-to-action"}
        name = next((plain[kind] for kind in kinds), "twilio/text")
    return {name: {key: part for key, part in parts.items() if part}}


def _action(button: dict[str, str]) -> dict[str, str]:
    if "url" in button:
        return {"type": "URL", "title": button["title"], "url": button["url"]}
    return {
        "type": "QUICK_REPLY",
        "title": button["title"],
        "id": button.get("id", button["title"]),
    }


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
