"""What Twilio calls: inbound messages and status callbacks. Verified, kept, answered."""

import structlog
from flask import Blueprint, Response, current_app, request
from prometheus_client import Counter

import now
import runtime
from crm.events import Webhook
from webhook import form
from webhook.door import Door
from webhook.refused import Refusals

MOST_BYTES = 1024 * 1024
EMPTY_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

TAKEN = Counter("dreamland_webhooks_total", "Webhooks acknowledged", ["kind"])

log = structlog.get_logger()
bp = Blueprint("webhook", __name__, url_prefix="/webhooks/twilio")


@bp.post("/messages")
def messages() -> Response:
    """A client's message. Also Twilio's fallback address."""
    return _answer("message", None)


@bp.post("/status")
def status() -> Response:
    """A status callback; `m` is our public id of the message."""
    return _answer("status", request.args.get("m"))


def door() -> Door:
    """The app's door to database and spool."""
    found: Door = current_app.extensions["door"]
    return found


def refusals() -> Refusals:
    """The app's count of what it refuses."""
    found: Refusals = current_app.extensions["refusals"]
    return found


def _answer(kind: str, public_id: str | None) -> Response:
    """Verify, keep, acknowledge. An empty TwiML says nothing to the client."""
    provider = runtime.current().provider
    posted = form.read(request, MOST_BYTES)
    url = _signed_url()
    if not provider.verify(url, posted, request.headers.get("X-Twilio-Signature", "")):
        refusals().note(request, posted, url)
        return Response("The signature does not match.", 403, mimetype="text/plain")
    probe = provider.read_probe(posted)
    if probe is not None:  # our own test of the way in: nothing to keep
        return Response(probe, 200, mimetype="text/plain")
    webhook = Webhook(kind, list(posted.items(multi=True)), public_id, now.utc())
    try:
        door().take(webhook)
    except OSError as problem:
        log.error("webhook_not_kept", error=str(problem))
        return Response("", 503)
    TAKEN.labels(kind).inc()
    return Response(EMPTY_ANSWER, 200, mimetype="text/xml")


def _signed_url() -> str:
    """The address Twilio signed: the configured one, with the raw query as it came."""
    query = request.query_string.decode("latin-1")
    url = runtime.current().settings.public_url + request.path
    return f"{url}?{query}" if query else url
