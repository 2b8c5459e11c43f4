"""The words of the settings: roles, days, and ways of giving conversations to agents."""

from collections.abc import Iterable

from flask import Flask

from crm.models import Client
from pages.languages import lazy as _l, ngettext

ROLES = {
    "agent": _l("Agent"),
    "manager": _l("Manager"),
    "admin": _l("Admin"),
    "guide": _l("Guide"),
}

MAY = {
    "agent": _l("Agent: conversations, clients, bookings, payments in, tasks"),
    "manager": _l("Manager: also refunds, departures, templates, reports"),
    "admin": _l("Admin: also the team and the settings"),
    "guide": _l("Guide: only the lists of their own departures"),
}

ASSIGNMENTS = {
    "by_hand": (_l("Nobody, until somebody takes it"), _l("It waits among the unassigned.")),
    "in_turn": (
        _l("The agents in turn"),
        _l(
            "During working hours, the agent who has waited longest. At night it waits among the "
            "unassigned, until the client writes in working hours."
        ),
    ),
    "last_agent": (
        _l("Whoever served the client last"),
        _l("At any hour; a new client goes to the agents in turn."),
    ),
}


DAYS = {
    "monday": _l("Monday"),
    "tuesday": _l("Tuesday"),
    "wednesday": _l("Wednesday"),
    "thursday": _l("Thursday"),
    "friday": _l("Friday"),
    "saturday": _l("Saturday"),
    "sunday": _l("Sunday"),
}


def register(app: Flask) -> None:
    """Let the templates speak of the team."""
    app.jinja_env.globals.update(
        assignments=assignments,
        day_word=day_word,
        guide_choices=guide_choices,
        role_choices=role_choices,
        role_word=role_word,
        signed_in_browsers=signed_in_browsers,
    )


def role_word(role: str) -> str:
    """A role."""
    return str(ROLES.get(role, role))


def role_choices() -> list[tuple[str, str]]:
    """The roles with what each may do, as a form offers them."""
    return [(role, str(words)) for role, words in MAY.items()]


def guide_choices(guides: Iterable[Client]) -> list[tuple[str, str]]:
    """The colleagues who may be a guide, as a form offers them."""
    return [(str(one.public_id), one.name) for one in guides]


def assignments() -> list[tuple[str, str, str]]:
    """Each policy with its title and what it means."""
    return [(value, str(title), str(is_)) for value, (title, is_) in ASSIGNMENTS.items()]


def day_word(day: str) -> str:
    """A day of the week."""
    return str(DAYS[day])


def signed_in_browsers(count: int) -> str:
    """In how many browsers somebody is signed in."""
    return ngettext("signed in with %(num)d browser", "signed in with %(num)d browsers", count)
