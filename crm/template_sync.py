"""When to read what the provider holds of the templates, and taking it over."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import templates
from crm.db import nudge
from crm.models import Organization, WhatsappTemplate
from crm.provider import TemplateState

EVERY = timedelta(hours=1)
WHILE_REVIEWED = timedelta(minutes=5)
"""Reviews take minutes to a day; someone waits for them."""

AFTER_SILENCE = timedelta(minutes=1)
REVIEWED = ("received", "pending")

QUESTION = "SELECT 1 FROM organizations WHERE templates_sync_at <= :now"


def ask(session: Session, organization: Organization, now: datetime) -> None:
    """Want it read at once."""
    organization.templates_sync_at = now
    session.flush()
    nudge(session)


def claim(session: Session, now: datetime) -> int | None:
    """The id of an organization whose templates are to be read; the next reading is planned
    before this one begins, so that one that fails is followed by another."""
    organization = session.scalar(
        select(Organization)
        .where(Organization.templates_sync_at <= now)
        .order_by(Organization.templates_sync_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if organization is None:
        return None
    organization.templates_sync_at = now + AFTER_SILENCE
    session.flush()
    return organization.id


def take_over(
    session: Session, organization_id: int, states: Sequence[TemplateState], now: datetime
) -> list[WhatsappTemplate]:
    """What the provider said, into the rows, and the next reading planned by what is reviewed."""
    rows = templates.sync(session, organization_id, states, now)
    reviewed = any(row.approval_status in REVIEWED or row.submit_at is not None for row in rows)
    organization = session.get_one(Organization, organization_id)
    organization.templates_sync_at = now + (WHILE_REVIEWED if reviewed else EVERY)
    session.flush()
    return rows
