"""The Content resources: templates, and their way through Meta's approval."""

import re
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator import content_types, entrance, listing, resources, sids
from simulator.current import network
from simulator.misbehaving import perform
from simulator.records import Content
from simulator.refusals import Refusal

bp = Blueprint("content", __name__, url_prefix="/v1")
entrance.guard(bp)
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")


@bp.post("/Content")
def create() -> Response:
    """Keep a new template, not submitted yet."""
    return perform("content", lambda _: _answer(resources.content(network(), _create()), 201))


@bp.get("/Content")
def collection() -> Response:
    """Every template, the newest first."""
    return perform("content", lambda _: _listed(resources.content))


@bp.get("/ContentAndApprovals")
def with_approvals() -> Response:
    """Every template with where its approval stands."""
    return perform("content", lambda _: _listed(resources.content_and_approval))


@bp.get("/Content/<sid>")
def fetch(sid: str) -> Response:
    """One template."""
    content = _found(sid)
    return perform("content", lambda _: _answer(resources.content(network(), content)))


@bp.delete("/Content/<sid>")
def delete(sid: str) -> Response:
    """Forget a template."""
    with network().lock:
        del network().contents[_found(sid).sid]
        network().store.drop("Content", sid)
    return Response(status=204)


@bp.get("/Content/<sid>/ApprovalRequests")
def fetch_approval(sid: str) -> Response:
    """Where one template's approval stands."""
    state = {"type": "whatsapp", **resources.approval(network(), _found(sid))}
    return jsonify(
        sid=sid, account_sid=network().config.account_sid, whatsapp=state, url=request.base_url
    )


@bp.post("/Content/<sid>/ApprovalRequests/whatsapp")
def submit(sid: str) -> Response:
    """Hand a template to Meta."""
    content, wanted = _found(sid), request.get_json(silent=True) or {}
    name, category = str(wanted.get("name", "")), str(wanted.get("category", "")).upper()
    if not re.fullmatch(r"[a-z0-9_]{1,512}", name) or category not in CATEGORIES:
        raise Refusal(20001)
    if content.status not in ("unsubmitted", "rejected"):
        raise Refusal(20001)
    with network().lock:
        content.name, content.category = name, category
        content.status, content.submitted = "received", network().clock.now()
        network().keep(content)
    answer = resources.approval(network(), content) | {"status": "received", "rejection_reason": ""}
    return _answer(answer, 201)


def _create() -> Content:
    wanted = request.get_json(silent=True)
    if not isinstance(wanted, dict) or not wanted.get("language"):
        raise Refusal(20001)
    types = content_types.check(wanted.get("types"))
    now = network().clock.now()
    content = Content(
        sid=sids.new("HX"),
        friendly_name=str(wanted.get("friendly_name") or ""),
        language=str(wanted["language"]),
        variables={str(k): str(v) for k, v in (wanted.get("variables") or {}).items()},
        types=types,
        created=now,
        updated=now,
    )
    with network().lock:
        network().contents[content.sid] = content
        network().keep(content)
    return content


def _listed(shape: Any) -> Response:
    found = list(network().contents.values())[::-1]
    page = listing.page(found, request.args)
    return jsonify(
        contents=[shape(network(), content) for content in page.items],
        meta=page.meta(request.base_url, request.args, "contents"),
    )


def _found(sid: str) -> Content:
    content = network().contents.get(sid)
    if content is None:
        raise Refusal(20404, 404)
    return content


def _answer(body: dict[str, Any], status: int = 200) -> Response:
    response = jsonify(body)
    response.status_code = status
    return response
