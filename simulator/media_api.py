"""Media of inbound messages: the address in the webhook, its redirect, the bytes behind it."""

import base64
import hashlib
import hmac
import io
import urllib.parse

from flask import Blueprint, Response, jsonify, redirect, request, send_file

from simulator import entrance, listing, resources
from simulator.current import network
from simulator.misbehaving import perform
from simulator.records import Media
from simulator.refusals import Refusal

bp = Blueprint("media", __name__, url_prefix="/2010-04-01/Accounts/<account>/Messages/<message>")
entrance.guard(bp)
content_bp = Blueprint("media_content", __name__)


@bp.get("/Media.json")
def collection(account: str, message: str) -> Response:
    """A message's attachments."""
    found = [media for media in network().media.values() if media.message_sid == message]
    page = listing.page(found, request.args)
    shown = [resources.media(network(), media) for media in page.items]
    return jsonify(media_list=shown, **page.uris(request.path, request.args))


@bp.get("/Media/<sid>.json")
def fetch(account: str, message: str, sid: str) -> Response:
    """One attachment's facts."""
    return jsonify(resources.media(network(), _found(message, sid)))


@bp.get("/Media/<sid>")
def follow(account: str, message: str, sid: str) -> Response:
    """The address from the webhook: on to where the bytes lie, unless they are late."""
    media = _found(message, sid)
    if network().faults.take(("media_missing",), "media"):
        raise Refusal(20404, 404)
    return perform("media", lambda _: _onwards(media))


@content_bp.get("/content/<sid>/<proof>/<name>")
def bytes_of(sid: str, proof: str, name: str) -> Response:
    """The bytes. Whoever has the address may; credentials do not belong here."""
    media = network().media.get(sid)
    if media is None or not hmac.compare_digest(proof, _proof(media)):
        return Response("AccessDenied", 403)
    if "Authorization" in request.headers:
        entrance.note(400, leaked=True)
        return Response("InvalidRequest: credentials were sent to the content host", 400)
    content = io.BytesIO(base64.b64decode(media.content))
    return send_file(content, media.content_type, download_name=media.name)


def _onwards(media: Media) -> Response:
    name = urllib.parse.quote(media.name, safe="")
    address = f"{request.host_url}content/{media.sid}/{_proof(media)}/{name}"
    answer = redirect(address, 307)
    return Response(answer.get_data(), 307, headers=answer.headers)


def _proof(media: Media) -> str:
    key = network().config.auth_token.encode()
    return hmac.new(key, media.sid.encode(), hashlib.sha256).hexdigest()[:32]


def _found(message: str, sid: str) -> Media:
    media = network().media.get(sid)
    if media is None or media.message_sid != message:
        raise Refusal(20404, 404)
    return media
