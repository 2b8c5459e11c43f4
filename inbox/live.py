"""Fragments that a page asks for every three seconds: sent only when they have changed."""

import hashlib

from flask import Response, make_response, render_template, request

from inbox.access import desk

SEEN = "X-Seen"
"""The header that names what was sent; the page sends it back as ?seen=."""

NOW = "X-Now"
"""The header with the server's time, in milliseconds: the page counts down by it."""


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
