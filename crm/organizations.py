"""Organizations: the first one, from what the environment seeds; their settings."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from phonenumbers import SUPPORTED_REGIONS
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm import clients, hours, language, organization_settings, timezone
from crm.errors import ValueRefused
from crm.models import Organization, WhatsappSender

LONGEST_NAME = 120
LONGEST_URL = 200
DAY = 24 * 60
Changes = dict[str, list[str | None]]
"""By the name of a setting, what it was and what it is now."""
_SPAN = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])-([01]?[0-9]|2[0-3]|24(?=:00)):([0-5][0-9])")


@dataclass(frozen=True)
class Seed:
    """What the environment says of the first organization."""

    name: str
    timezone: str
    default_region: str
    default_language: str
    sender_address: str


LOCK = 7_401_002
"""An arbitrary number of ours: two deployments that bootstrap at once wait for each other."""


def bootstrap(session: Session, seed: Seed, now: datetime) -> tuple[Organization, bool]:
    """The organization of this sender, made if there is none; and whether it was made.

    The environment only seeds: nothing that exists is overwritten.
    """
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    sender = clients.sender_of(session, seed.sender_address)
    if sender is not None:
        return session.get_one(Organization, sender.organization_id), False
    organization = Organization(
        name=seed.name,
        timezone=seed.timezone,
        default_region=seed.default_region,
        default_language=seed.default_language,
        created_at=now,
        updated_at=now,
    )
    session.add(organization)
    session.flush()
    session.add(
        WhatsappSender(
            organization_id=organization.id,
            address=seed.sender_address,
            name=seed.name,
            created_at=now,
        )
    )
    session.flush()
    return organization, True


def every(session: Session) -> list[Organization]:
    """All organizations, the oldest first."""
    return list(session.scalars(select(Organization).order_by(Organization.id)))


def change(organization: Organization, wanted: Mapping[str, str], now: datetime) -> Changes:
    """Give an organization new settings, each as typed, by the names of its columns.

    `quiet_hours` stands for both of its ends, `hold_hours` for `hold_minutes`. Returns what is
    different now. Raises ValueRefused with the first that makes no sense; nothing was changed
    then.
    """
    values: dict[str, Any] = {}
    for name, typed in wanted.items():
        values |= _read(name, typed, organization.default_region)
    languages = values.get("languages", organization.languages)
    default = values.get("default_language", organization.default_language)
    if default not in languages:
        raise ValueRefused(
            "The default language is %(part)s, which is none of the languages (%(languages)s). "
            "Set both together.",
            part=default,
            languages=", ".join(languages),
        )
    before = {name: getattr(organization, name) for name in values}
    for name, value in values.items():
        setattr(organization, name, value)
    organization.updated_at = now
    return {
        name: [_told(before[name]), _told(value)]
        for name, value in values.items()
        if value != before[name]
    }


def _told(value: Any) -> str | None:
    """A setting as the audit log tells it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case time():
            return f"{value:%H:%M}"
        case Decimal():
            return f"{value.normalize():f}"
        case dict():
            return hours.written(value)
        case list():
            return ", ".join(map(str, value))
    return None if value is None else str(value)


def _read(name: str, typed: str, region: str) -> dict[str, Any]:
    if name == "office_phone":
        return organization_settings.office_phone(typed, region)
    return {**_READERS, **organization_settings.READERS}[name](typed)


def _name(typed: str) -> dict[str, Any]:
    name = " ".join(typed.split())
    if not any(sign.isalnum() for sign in name) or len(name) > LONGEST_NAME:
        raise ValueRefused(
            "A name has letters, and at most %(most)s characters.", most=LONGEST_NAME
        )
    return {"name": name}


def _default_language(typed: str) -> dict[str, Any]:
    return {"default_language": language.named(typed)}


def _languages(typed: str) -> dict[str, Any]:
    found = sorted({language.named(part) for part in typed.replace(",", " ").split()})
    if not found:
        raise ValueRefused("At least one language is needed, for example en,ru.")
    return {"languages": found}


def _default_region(typed: str) -> dict[str, Any]:
    region = typed.strip().upper()
    if region not in SUPPORTED_REGIONS:
        raise ValueRefused("“%(part)s” is no country. Write its two letters, as in KZ.", part=typed)
    return {"default_region": region}


def _quiet_hours(typed: str) -> dict[str, Any]:
    """`21:00-09:00`, over midnight too; `off` or two equal ends for none."""
    if typed.strip().lower() == "off":
        return {"quiet_start": time(0), "quiet_end": time(0)}
    found = _SPAN.fullmatch(re.sub(r"\s*[-‐-―−]\s*", "-", typed.strip()))
    if found is None:
        raise ValueRefused(
            "“%(part)s” are no quiet hours. Write them as 21:00-09:00.",
            hint="Or say off.",
            part=typed,
        )
    start, end = (60 * int(found[n]) + int(found[n + 1]) for n in (1, 3))
    if (end - start) % DAY > DAY - 60 or (start, end) == (0, DAY):
        raise ValueRefused(
            "Quiet hours of the whole day would hold every reminder back for ever. "
            "Leave an hour at least.",
            hint="Or say off.",
        )
    return {"quiet_start": _clock(start), "quiet_end": _clock(end)}


def _privacy_url(typed: str) -> dict[str, Any]:
    """The operator's own page; empty for our plain one."""
    address = typed.strip()
    if not address:
        return {"privacy_url": None}
    if not re.fullmatch(r"https?://[^\s/?#]+\.[^\s]+", address) or len(address) > LONGEST_URL:
        raise ValueRefused(
            "“%(part)s” is no address of a page. Write it as https://example.com/privacy, "
            "at most %(most)s characters.",
            part=typed,
            most=LONGEST_URL,
        )
    return {"privacy_url": address}


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


_READERS: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "name": _name,
    "timezone": lambda typed: {"timezone": timezone.named(typed)},
    "default_language": _default_language,
    "languages": _languages,
    "default_region": _default_region,
    "working_hours": lambda typed: {"working_hours": hours.parse(typed)},
    "quiet_hours": _quiet_hours,
    "privacy_url": _privacy_url,
}
