"""How templates are told on their pages: states, kinds, and what the check found."""

from flask import Flask, g

from crm import own_templates
from inbox import access
from pages import languages
from pages.languages import gettext as _, lazy as _l
from templates_whatsapp import catalogue
from templates_whatsapp.finding import Finding

STATES = {
    "free_form": ("plain", "message-circle", _l("Inside the 24 hours only")),
    "wanted": ("info", "clock", _l("Being handed in")),
    "problem": ("bad", "circle-alert", _l("Not taken")),
    "draft": ("plain", "pencil", _l("Draft")),
    "review": ("info", "clock", _l("In review")),
    "approved": ("ok", "check", _l("Approved")),
    "rejected": ("bad", "x", _l("Rejected")),
    "paused": ("warn", "circle-pause", _l("Paused")),
    "disabled": ("bad", "ban", _l("Switched off")),
}
"""Tone, icon and word of a state."""

MEANINGS = {
    "free_form": _l("It answers inside the 24 hours only, so it needs no approval."),
    "wanted": _l("Twilio is given it within seconds. This page shows what it says."),
    "problem": _l("Twilio did not take it. Mend what it says and hand it in again."),
    "draft": _l("WhatsApp does not know it yet: it cannot be sent outside the 24 hours."),
    "review": _l("WhatsApp is checking it: minutes as a rule, a day at most. Not offered yet."),
    "approved": _l("It can be sent at any time."),
    "rejected": _l("WhatsApp refused it. Not offered to agents, and nothing automatic uses it."),
    "paused": _l("WhatsApp paused it, for too many people blocked it. It may come back by itself."),
    "disabled": _l("WhatsApp switched it off for good. Write another one."),
}

KINDS = {"utility": _l("utility"), "marketing": _l("marketing"), "authentication": _l("sign-in")}


OWN = {
    "the variable `%(name)s` is not declared in the catalogue": _l(
        "The variable `%(name)s` needs a sample"
    ),
}
"""What a finding means where there is no catalogue, but a form."""


def register(app: Flask) -> None:
    """Let the templates speak of templates."""
    app.jinja_env.globals.update(
        template_title=title,
        template_state=lambda word: STATES[word],
        template_meaning=lambda word: MEANINGS[word],
        template_kind=lambda word: KINDS[word],
        said_finding=said,
    )


def title(name: str) -> str:
    """A template's human name: of the stock by its files, of an operator's own by its row."""
    if not own_templates.is_own(name):
        return catalogue.title(name, languages.current())
    if "own_titles" not in g:
        at = access.desk()
        g.own_titles = own_templates.titles(at.session, at.organization.id)
    found: str | None = g.own_titles.get(name)
    return found or name


def said(finding: Finding) -> str:
    """A finding as a sentence: what it says of files' lines is left out."""
    words = str(OWN.get(finding.message) or _(finding.message)) % dict(finding.values)
    return words[:1].upper() + words[1:] + "."
