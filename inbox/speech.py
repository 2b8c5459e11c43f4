"""Our words for the business's facts, in the language of the page; templates call them."""

from datetime import date
from uuid import uuid4

from babel import Locale, UnknownLocaleError
from flask import Flask
from flask_babel import format_decimal
from markupsafe import Markup, escape

from crm import clients, local_time, money, window
from crm.errors import CrmError, Text
from crm.models import Client, Lead, Organization
from crm.search.messages import CLOSE, OPEN
from inbox import failures, times
from inbox.catalogue import words as template_words
from inbox.conversations import happenings, previews, ticks
from pages import languages
from pages.languages import gettext as _, lazy as _l, ngettext

TINTS = 5

LEAD = {
    "new": _l("New"),
    "contacted": _l("Contacted"),
    "qualified": _l("Qualified"),
    "quoted": _l("Quoted"),
    "won": _l("Won"),
    "lost": _l("Lost"),
}

SOURCES = {
    "whatsapp": _l("WhatsApp"),
    "website": _l("Website"),
    "manual": _l("By hand"),
    "import": _l("Import"),
}

OF_FORMS = {
    "key_reused": _l("This form was sent already. Open the page again to send another."),
    "key_busy": _l("This is being done already. Wait a moment and open the page again."),
}
"""Refusals that speak of a key: a form has its own, and nobody sees it."""

OBSTACLES = {
    "opted_out": _l("Not offered: the client asked not to be written to"),
    "unsubmitted": _l("Not offered: not sent to WhatsApp for approval yet"),
    "received": _l("Not offered: WhatsApp is checking it"),
    "pending": _l("Not offered: WhatsApp is checking it"),
    "rejected": _l("Not offered: WhatsApp refused it"),
    "paused": _l("Not offered: paused by WhatsApp"),
    "disabled": _l("Not offered: switched off by WhatsApp"),
}

FIELDS = {
    "client_name": _l("Client"),
    "org_name": _l("From"),
    "topic": _l("About"),
    "agent_name": _l("Agent"),
    "reply_time": _l("Answer after"),
    "privacy_url": _l("Privacy page"),
}


def register(app: Flask) -> None:
    """Let the templates speak."""
    app.jinja_env.globals.update(
        booking_chip=happenings.booking_chip,
        booking_state=happenings.booking_state,
        failure_box=failures.box,
        field_name=field_name,
        happened=happenings.sentence,
        initials=initials,
        language_name=language_name,
        lead_word=lead_word,
        marked=marked,
        new_key=lambda: uuid4().hex,
        obstacle=obstacle,
        preview=previews.of,
        preview_line=previews.line,
        size=size,
        source=source,
        suppressed=failures.suppressed,
        tick=ticks.of,
        times=times,
        tint=tint,
        web_address=web_address,
        window_of=window.of,
        zone_of=zone_of,
    )


def refusal(error: CrmError) -> str:
    """A refused rule's sentence for the agent."""
    if error.key == "sign_in_refused":
        left = int(str(error.facts["left"]))
        return ngettext(
            "That e-mail and password do not match. %(num)d try left before a pause of 5 minutes.",
            "That e-mail and password do not match. %(num)d tries left before a pause of "
            "5 minutes.",
            left,
        )
    if error.key == "sign_in_paused":
        minutes = -(-int(str(error.facts["seconds"])) // 60)
        return ngettext(
            "Too many tries. Wait %(num)d minute and try again.",
            "Too many tries. Wait %(num)d minutes and try again.",
            minutes,
        )
    if error.key in OF_FORMS:
        return str(OF_FORMS[error.key])
    values = {name: spoken(value) for name, value in error.facts.items()}
    if error.key in NAMED:
        values["name"] = NAMED[error.key](str(values["name"]))
    return _(error.message) % values


def spoken(value: object) -> object:
    """A value of a refusal as the reader writes it."""
    match value:
        case CrmError():
            return refusal(value)
        case money.Sum(amount, currency):
            return money.text(amount, currency, languages.current())
        case local_time.Moment(at, zone):
            return local_time.moment_text(at, zone, languages.current())
        case date():
            return local_time.date_text(value, languages.current())
        case Text():
            return _(value)
    return value


def marked(excerpt: str) -> Markup:
    """The part of a message around the words that were found, those marked; all else is text."""
    words = str(escape(excerpt))
    return Markup(words.replace(OPEN, "<mark>").replace(CLOSE, "</mark>"))  # noqa: S704  (escaped)


def lead_word(lead: Lead) -> str:
    """The state of a lead."""
    return str(LEAD.get(lead.status, lead.status))


def source(lead: Lead) -> str:
    """Where a lead came from."""
    if lead.source_detail:
        return _("Advertisement")
    return str(SOURCES.get(lead.source, lead.source))


def obstacle(word: str) -> str:
    """Why a template is not offered."""
    return str(OBSTACLES.get(word, _("Not offered: not approved by WhatsApp")))


def field_name(name: str) -> str:
    """A template's variable as a label."""
    return str(FIELDS.get(name, name.replace("_", " ").capitalize()))


def zone_of(client: Client, organization: Organization) -> str:
    """The client's zone: what an agent set, else their number's, else the operator's."""
    return clients.timezone_of(client, organization.timezone)


def language_name(code: str | None) -> str:
    """English, Russian, …"""
    try:
        return Locale.parse(code or "").get_display_name(languages.current()) or str(code)
    except (ValueError, UnknownLocaleError):
        return code or ""


def initials(name: str) -> str:
    """Two letters, or the beginning of a number."""
    if name[:1] in "+0123456789":
        return name[:3]
    begun = [word[0] for word in name.split() if word[0].isalnum()]
    return "".join(begun[:2]).upper() or name[:1]


def tint(client: Client) -> str:
    """The class of the client's colour."""
    return f"c{client.id % TINTS + 1}"


def size(count: int | None) -> str:
    """Bytes as people read them."""
    if count is None:
        return ""
    if count < 1_000_000:
        return _("%(count)d KB", count=max(1, round(count / 1000)))
    return _("%(count)s MB", count=format_decimal(count / 1_000_000, "0.0"))


def web_address(text: object) -> str | None:
    """The text, if it is an address a browser may be sent to."""
    found = str(text or "")
    return found if found.startswith(("https://", "http://")) else None


NAMED = {"variable_missing": field_name, "template_not_approved": template_words.title}
"""Refusals that speak of something by the name it has in the catalogue."""
