"""The one entry for wsgi.py: what every page of an app stands on, before its pages are added."""

from flask import Blueprint, Flask

from pages import assets, cookies, forms, headers, languages, numbers
from runtime import Runtime

bp = Blueprint("foundation", __name__, template_folder="templates")
"""Nothing but the folder of the templates."""


def register(app: Flask) -> None:
    """Prepare an app that has its runtime attached."""
    joined: Runtime = app.extensions["runtime"]
    cookies.configure(app, joined.settings)
    app.register_blueprint(bp)
    app.register_blueprint(assets.bp)
    languages.register(app)
    forms.register(app)
    headers.register(app, joined.settings)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=assets.address,
        language=languages.current,
        number=numbers.number,
        theme=languages.theme,
    )
