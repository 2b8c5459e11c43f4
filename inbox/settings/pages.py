"""The settings: the words at their left, and the first of their pages that a user may open."""

from dataclasses import dataclass

from flask import Blueprint, Flask, redirect, url_for
from werkzeug.wrappers import Response

from inbox import bar
from inbox.access import needs
from pages.languages import lazy as _l

bp = Blueprint("settings", __name__, url_prefix="/inbox/settings")


@dataclass(frozen=True)
class Word:
    """One page of the settings."""

    endpoint: str
    title: object
    """Lazily translated."""


WORDS = (
    Word("team.index", _l("Team")),
    Word("numbers.index", _l("WhatsApp numbers")),
    Word("habits.working_hours", _l("Working hours")),
    Word("habits.quiet_hours", _l("Quiet hours")),
    Word("habits.reminders", _l("Reminders")),
    Word("habits.deposits", _l("Deposits")),
    Word("saved_replies.index", _l("Saved replies")),
    Word("habits.languages", _l("Languages")),
    Word("brand.index", _l("Brand")),
    Word("habits.payment", _l("Payment details")),
    Word("audit_log.index", _l("Audit log")),
    Word("account.index", _l("My account")),
)


def register(app: Flask) -> None:
    """Let the templates write the words."""
    app.jinja_env.globals.update(setting_words=words)


def words() -> list[Word]:
    """Those that exist and are open to the user."""
    return [word for word in WORDS if bar.may_open(word.endpoint)]


@bp.get("")
@needs("guide")
def index() -> Response:
    """The first one."""
    return redirect(url_for(words()[0].endpoint))
