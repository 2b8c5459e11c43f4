"""The one entry for wsgi.py: every page that clients open, and the files of messages."""

from flask import Blueprint, Flask, abort

from client_pages import faults, papers, payment, privacy, trip, visit, wording

bp = Blueprint("client_pages", __name__, template_folder="templates")
"""The folder of the templates, and every address under /b/ and /files/ that is none."""


@bp.get("/b/", defaults={"rest": ""})
@bp.get("/b/<path:rest>")
@bp.get("/files/<path:rest>")
def nothing(rest: str) -> str:
    """No page is here."""
    abort(404)


SEALED = (bp, trip.bp, payment.bp, papers.bp, papers.public)
for one in SEALED:
    faults.register(one)
    one.after_request(visit.seal)
    one.teardown_request(visit.close)


def register(app: Flask) -> None:
    """Add the pages to an app that has its foundation."""
    app.jinja_env.globals.update(told=wording, page_address=visit.address)
    for page in (*SEALED, privacy.bp):
        app.register_blueprint(page)
