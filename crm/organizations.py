"""Organizations: the first one, from what the environment seeds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm import clients
from crm.models import Organization, WhatsappSender


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
