"""The audit log: every deed of the team leaves one entry, in the deed's own transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from crm.db import Base
from crm.models import AuditEntry, Organization, User


def note(
    session: Session,
    organization: Organization,
    user: User | None,
    action: str,
    subject: Base | str,
    now: datetime,
    **facts: Any,
) -> AuditEntry:
    """Write down who did what to which row; `facts` as JSON, amounts and instants as text."""
    entry = AuditEntry(
        organization_id=organization.id,
        user_id=user.id if user is not None else None,
        action=action,
        subject=subject if isinstance(subject, str) else name(subject),
        facts=facts,
        at=now,
    )
    session.add(entry)
    session.flush()
    return entry


def name(row: Base) -> str:
    """A row as the log names it: `bookings:7`."""
    return f"{row.__tablename__}:{row.id}"  # type: ignore[attr-defined]  # every table has one
