"""The one entry for wsgi.py: every page that clients open."""

from flask import Blueprint, Flask

from client_pages import privacy

bp = Blueprint("client_pages", __name__, template_folder="templates")
"""Nothing but the folder of the templates."""


def register(app: Flask) -> None:
    """Add the pages to an app that has its foundation."""
    app.register_blueprint(bp)
    app.register_blueprint(privacy.bp)
