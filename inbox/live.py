"""Fragments that a page asks for every three seconds: sent only when they have changed."""

import hashlib

from flask import Response, make_response, render_template, request

SEEN = "X-Seen"
"""The header that names what was sent; the page sends it back as ?seen=."""


def answer(template: str, **values: object) -> Response:
    """The rendered fragment, or 204 where the page has it already."""
    html = render_template(template, **values)
    digest = hashlib.sha256(html.encode()).hexdigest()[:16]
    if request.args.get("seen") == digest:
        return make_response("", 204)
    response = make_response(html)
    response.headers[SEEN] = digest
    return response
