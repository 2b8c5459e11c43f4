"""Live parts of a page: where its stream is, and fragments sent only when they have changed."""

import hashlib

from flask import Flask, Response, make_response, render_template, request

from inbox.access import desk
from runtime import Runtime

SEEN = "X-Seen"
"""The header that names what was sent; the page sends it back as ?seen=."""

NOW = "X-Now"
"""The header with the server's time, in milliseconds: the page counts down by it."""


PATH = "/inbox/live"
"""Where the live process answers: at an address of its own, or where a proxy passes it on."""


def register(app: Flask) -> None:
    """Let the pages know where their stream is."""
    joined: Runtime = app.extensions["runtime"]
    app.jinja_env.globals["live_stream"] = (joined.settings.live_url or "") + PATH


def answer(template: str, **values: object) -> Response:
    """The rendered fragment, or 204 where the page has it already."""
    html = render_template(template, **values)
    digest = hashlib.sha256(html.encode()).hexdigest()[:16]
    if request.args.get("seen") == digest:
        response = make_response("", 204)
    else:
        response = make_response(html)
        response.headers[SEEN] = digest
    response.headers[NOW] = str(int(desk().now.timestamp() * 1000))
    return response
