"""The figures of the bar, for pages that ask for nothing else which has them."""

from flask import Blueprint, Response

from inbox import live
from inbox.access import needs

bp = Blueprint("counts", __name__, url_prefix="/inbox/counts")


@bp.get("")
@needs("agent")
def shown() -> Response:
    """The figures, if they have changed."""
    return live.answer("_counts.html")
