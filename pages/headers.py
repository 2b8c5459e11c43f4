"""What every page tells the browser not to do."""

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request

from settings import Settings

POLICY = (
    "default-src 'self'; base-uri 'none'; object-src 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""No inline script or style, nothing from elsewhere, in no frame."""

KEPT = "dreamland.policy"


def register(app: Flask, settings: Settings) -> None:
    """Add the headers to every page that is not the webhook's."""
    app.extensions[KEPT] = policy(settings)
    app.after_request(_add)


def policy(settings: Settings) -> str:
    """The policy, which lets the pages reach the live process where it has its own address."""
    if settings.live_url is None:
        return POLICY
    parts = urlsplit(settings.live_url)
    return f"{POLICY}; connect-src 'self' {parts.scheme}://{parts.netloc}"


def _add(response: Response) -> Response:
    if request.path.startswith("/webhooks/"):
        return response
    response.headers.setdefault("Content-Security-Policy", current_app.extensions[KEPT])
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    if request.path.startswith("/inbox"):
        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.add("Cookie")
    return response
