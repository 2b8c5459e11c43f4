"""The one entry for wsgi.py: what every page of an app stands on, before its pages are added."""

from datetime import timedelta

from flask import Blueprint, Flask

from pages import assets, forms, headers, languages, numbers
from runtime import Runtime

bp = Blueprint("foundation", __name__, template_folder="templates")
"""Nothing but the folder of the templates."""

SIGNED_IN_FOR = timedelta(hours=12)


def register(app: Flask) -> None:
    """Prepare an app that has its runtime attached."""
    joined: Runtime = app.extensions["runtime"]
    settings = joined.settings
    app.secret_key = settings.secret_key
    app.config.update(
        SESSION_COOKIE_NAME="dreamland",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https://"),
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=SIGNED_IN_FOR,
    )
    app.register_blueprint(bp)
    app.register_blueprint(assets.bp)
    languages.register(app)
    forms.register(app)
    headers.register(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=assets.address,
        language=languages.current,
        number=numbers.number,
        theme=languages.theme,
    )
