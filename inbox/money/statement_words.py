"""What is said of a statement's line, in the language of the page."""

from crm.payments.statement.line import Verdict
from crm.payments.statement.reasons import SENTENCES
from inbox import speech
from inbox.bookings import words as booking_words
from pages.languages import gettext as _


def sentence(verdict: Verdict) -> str:
    """Why it is matched, proposed or refused."""
    values = {name: speech.spoken(value) for name, value in verdict.facts.items()}
    if "status" in values:
        values["status"] = booking_words.state(str(values["status"]))
    return _(SENTENCES[verdict.reason]) % values
