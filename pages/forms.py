"""Forms: their token, so that no other site can send one in the reader's name."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect

_csrf = CSRFProtect()


def register(app: Flask) -> None:
    """Let templates write the token. It is checked by who takes a form, nowhere by itself:
    webhooks have signatures."""
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None)
    _csrf.init_app(app)


def protect() -> None:
    """Check the form at hand. Raises CSRFError."""
    _csrf.protect()
