"""What every page tells the browser not to do."""

from flask import Flask, Response, request

POLICY = (
    "default-src 'self'; base-uri 'none'; object-src 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""No inline script or style, nothing from elsewhere, in no frame."""


def register(app: Flask) -> None:
    """Add the headers to every page that is not the webhook's."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    if request.path.startswith("/webhooks/"):
        return response
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    if request.path.startswith("/inbox"):
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.add("Cookie")
    return response
