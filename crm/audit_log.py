"""The audit log as it is read: newest first, by pages, of one person or about one kind of row."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from crm.models import (
    AuditEntry,
    Booking,
    Client,
    Communication,
    Conversation,
    Invite,
    Lead,
    Organization,
    Tour,
    User,
    WhatsappSender,
    WhatsappTemplate,
)

PAGE = 50

KINDS = {
    "bookings": select(Booking.id, Booking.booking_code),
    "clients": select(Client.id, Client.name),
    "communications": select(Communication.id, Client.name).join(
        Client, Client.id == Communication.client_id
    ),
    "conversations": select(Conversation.id, Client.name).join(
        Client, Client.id == Conversation.client_id
    ),
    "invites": select(Invite.id, Invite.email),
    "leads": select(Lead.id, Client.name).join(Client, Client.id == Lead.client_id),
    "organizations": select(Organization.id, Organization.name),
    "tours": select(Tour.id, Tour.name),
    "users": select(User.id, User.name),
    "whatsapp_senders": select(WhatsappSender.id, WhatsappSender.name),
    "whatsapp_templates": select(
        WhatsappTemplate.id, func.coalesce(WhatsappTemplate.title, WhatsappTemplate.name)
    ),
}
"""Tables whose rows have a name that people know, and how it is read."""


@dataclass(frozen=True)
class Row:
    """One entry, with who did it and the name of what it was done to."""

    entry: AuditEntry
    user: User | None
    """None: somebody at the server."""
    kind: str
    """The table of what it was done to."""
    name: str


@dataclass(frozen=True)
class Page:
    """A page of the log; `older` leads to the next."""

    rows: list[Row]
    older: int | None


def page(
    session: Session,
    organization_id: int,
    user_id: int | None = None,
    kind: str = "",
    before: int | None = None,
) -> Page:
    """Up to 50 entries before the one of that id: of everybody or one person, about everything
    or one table's rows."""
    found = session.execute(_listed(organization_id, user_id, kind, before)).all()
    names = _names(session, organization_id, [entry.subject for entry, _user in found])
    rows = [
        Row(entry, user, entry.subject.partition(":")[0], names.get(entry.subject, ""))
        for entry, user in found[:PAGE]
    ]
    return Page(rows, rows[-1].entry.id if len(found) > PAGE else None)


def _listed(
    organization_id: int, user_id: int | None, kind: str, before: int | None
) -> Select[AuditEntry, User]:
    query = (
        select(AuditEntry, User)
        .outerjoin(User, User.id == AuditEntry.user_id)
        .where(AuditEntry.organization_id == organization_id)
        .order_by(AuditEntry.id.desc())
        .limit(PAGE + 1)
    )
    if user_id is not None:
        query = query.where(AuditEntry.user_id == user_id)
    if kind:  # a range, so that the index on subjects serves it
        query = query.where(AuditEntry.subject > f"{kind}:", AuditEntry.subject < f"{kind};")
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return query


def _names(session: Session, organization_id: int, subjects: Iterable[str]) -> dict[str, str]:
    """What the rows are called: one query a table, of this organization alone."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for subject in subjects:
        kind, _, key = subject.partition(":")
        if kind in KINDS and key.isdecimal():
            wanted[kind].add(int(key))
    return {
        f"{kind}:{key}": name
        for kind, keys in wanted.items()
        for key, name in session.execute(_named(kind, organization_id, keys))
    }


def _named(kind: str, organization_id: int, keys: set[int]) -> Select[int, str]:
    query = KINDS[kind]
    key: Any = query.selected_columns[0]
    owner = key.table.c.id if kind == "organizations" else key.table.c.organization_id
    return query.where(key.in_(keys), owner == organization_id)
