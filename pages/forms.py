"""Forms: their token, so that no other site can send one in the reader's name."""

from flask import Flask, request
from flask_wtf.csrf import CSRFError, CSRFProtect, validate_csrf
from wtforms import ValidationError

_csrf = CSRFProtect()


def register(app: Flask) -> None:
    """Let templates write the token. It is checked by who takes a form, nowhere by itself:
    webhooks have signatures."""
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None)
    _csrf.init_app(app)


def protect() -> None:
    """Check the form at hand. Raises CSRFError."""
    _csrf.protect()


def check_token() -> None:
    """Check only the form's token: for pages whose browsers are told to send no referrer.

    Raises CSRFError.
    """
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError as problem:
        raise CSRFError(str(problem)) from None
