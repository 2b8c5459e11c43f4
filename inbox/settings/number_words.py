"""What a test of the way in found, in words: what is wrong, and what to do about it."""

from dataclasses import dataclass
from datetime import datetime

from flask import Flask

from crm import public_urls
from crm.way_in import Finding
from inbox import times
from pages.languages import gettext as _, lazy as _l, ngettext

GIVEN = (
    (_l("When a message comes in"), public_urls.messages),
    (_l("Fallback"), public_urls.messages),
    (_l("Status callback"), public_urls.reports),
)
"""What Twilio is given, in the order of its own page."""

TITLES = {
    ("answers", True): _l("The address answers"),
    ("answers", False): _l("The address does not answer"),
    ("signed", True): _l("A signed request passes"),
    ("signed", False): _l("A signed request does not pass"),
    ("forged", True): _l("A wrongly signed request is refused"),
    ("forged", False): _l("A wrongly signed request is not refused"),
    ("refusal", True): _l("Twilio's requests pass again"),
    ("refusal", False): _l("Twilio's last request did not pass"),
    ("account", True): _l("Twilio accepts our credentials"),
    ("account", False): _l("Twilio does not accept our credentials"),
    ("message", True): _l("Last incoming message"),
}

MEANINGS = {
    ("answers", "yes"): _l("In %(milliseconds)s ms, called from this server."),
    ("answers", "name"): _l(
        "Nobody knows the name in PUBLIC_URL. Check its spelling, and the domain's DNS record."
    ),
    ("answers", "tls"): _l(
        "Its certificate is not valid, so Twilio will not speak to it. Renew it in the proxy."
    ),
    ("answers", "refused"): _l(
        "Nothing listens there. Check that PUBLIC_URL leads to the proxy, and that it runs."
    ),
    ("answers", "silent"): _l(
        "It took too long. Check that PUBLIC_URL leads to the proxy, and that a firewall lets it "
        "through."
    ),
    ("signed", "yes"): _l("Signed with our token for the first address, answered 200."),
    ("signed", "other"): _l(
        "Something else answered (%(status)s). The proxy must hand /webhooks/ to Dreamland."
    ),
    ("signed", "moved"): _l(
        "It answered with a redirect (%(status)s), which Twilio's form does not survive. Write "
        "the address it leads to into PUBLIC_URL."
    ),
    ("signed", "refused"): _l(
        "It was refused (403): another process runs with another token or PUBLIC_URL, or the proxy "
        "changes the form. Restart all processes with the same settings."
    ),
    ("signed", "failed"): _l("It answered %(status)s. The web processes' log says why."),
    ("forged", "refused"): _l("Answered 403, and counted."),
    ("forged", "passed"): _l(
        "It was answered %(status)s, or not counted: anybody could send us messages. Let the proxy "
        "hand requests through as they are, and look into the log."
    ),
    ("refusal", "refused"): _l(
        "At %(at)s Twilio signed %(signed)s, we expect %(expected)s. Paste the address from the "
        "left into Twilio."
    ),
    ("refusal", "mended"): _l("One was refused at %(at)s; messages came in since then."),
    ("account", "yes"): _l("Asked with our account and token just then."),
    ("message", "none"): _l("None yet. Write to the number from any phone."),
    ("message", "came"): _l("%(at)s."),
}

ACCOUNT = {
    "Twilio cannot be reached.": _l("Twilio cannot be reached from this server."),
    "Twilio refuses the account SID with this auth token.": _l(
        "It refuses the account SID with this auth token. Copy both from Twilio's console."
    ),
}


def register(app: Flask) -> None:
    """Let the templates count."""
    app.jinja_env.globals.update(failing_tests=failing_tests)


def failing_tests(count: int) -> str:
    """How many lines are not well."""
    return ngettext("%(num)d test fails", "%(num)d tests fail", count)


@dataclass(frozen=True)
class Line:
    """One line of the test."""

    title: str
    meaning: str
    tone: str
    """ok, bad or info."""
    icon: str


def line(found: Finding, now: datetime) -> Line:
    """A finding in words."""
    tone = "bad" if not found.well else "info" if found.key == "message" else "ok"
    icon = {"bad": "x", "ok": "check", "info": "clock"}[tone]
    title = str(TITLES[found.key, found.well])
    return Line(title, _meaning(found, now), tone, icon)


def _meaning(found: Finding, now: datetime) -> str:
    if found.key == "account" and not found.well:
        said = str(found.facts["problem"])
        other = _(
            "Twilio answers with an error, or the account is not active. Look into its console."
        )
        return str(ACCOUNT.get(said, other))
    at = found.facts.get("at")
    values = {**found.facts, "at": times.moment(at, now) if at else ""}
    return str(MEANINGS[found.key, found.word]) % values
