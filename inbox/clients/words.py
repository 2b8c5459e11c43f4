"""Leads and clients in words; templates call them."""

from collections.abc import Mapping

from flask import Flask, g

from crm import client_edits, client_profile, lead_steps, leads
from crm.client_profile import Profile
from crm.models import Client, Lead
from crm.pipeline import ADVERTISEMENT
from inbox import access, speech, times
from inbox.conversations import previews
from pages.languages import gettext as _, lazy as _l
from pages.numbers import number

TYPES = {"phone": _l("Call"), "email": _l("E-mail"), "sms": _l("SMS")}
STATES = {"opted_in": _l("yes"), "opted_out": _l("no")}
ORIGINS = {
    "client_message": _l("their own message"),
    "provider": _l("their own message"),
    "delivery_error": _l("WhatsApp told us"),
    "agent": _l("noted by the team"),
}

WORDS: dict[str, Mapping[str, object]] = {
    "type": TYPES,
    "state": STATES,
    "origin": ORIGINS,
    "source": speech.SOURCES,
}


def register(app: Flask) -> None:
    """Let the templates say them."""
    app.jinja_env.globals.update(
        ad_of=lead_steps.ad_of,
        field_value=field_value,
        field_word=field_word,
        lost_word=lost_word,
        noted_word=previews.noted,
        profile_of=profile_of,
        side_word=word,
        source_options=source_options,
        stage_word=stage_word,
    )


def word(kind: str, value: str) -> str:
    """A word of a small vocabulary: `type`, `state`, `origin`, `source`."""
    return str(WORDS[kind].get(value, ""))


def field_word(name: str) -> str:
    """The name of one of a client's details."""
    return _(client_edits.NAMES[name])


def field_value(name: str, value: str) -> str:
    """A client's detail as pages show it."""
    shown = {
        "phone": number,
        "preferred_language": speech.language_name,
        "timezone": times.place,
    }
    return shown[name](value) if value and name in shown else value


def stage_word(stage: str) -> str:
    """A stage of the pipeline."""
    return str(speech.LEAD.get(stage, stage))


def lost_word(lead: Lead) -> str:
    """Why a lead was lost."""
    if lead.lost_reason == leads.MERGED:
        return _("Went on in another lead of the same client")
    return lead.lost_reason or ""


def source_options() -> list[tuple[str, str]]:
    """Where leads come from, as the board chooses by it."""
    plain = [(value, str(words)) for value, words in speech.SOURCES.items()]
    return [(ADVERTISEMENT, _("Advertisement")), *plain]


def profile_of(client: Client) -> Profile:
    """Everything about the one client of the page, looked up once a request."""
    if "profile" not in g:
        at = access.desk()
        g.profile = client_profile.read(at.session, at.organization, client)
    found: Profile = g.profile
    return found
