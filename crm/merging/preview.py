"""What a merge would do, before anybody does it: what moves, which value stays, what is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from crm import clients, phone
from crm.errors import PhoneInvalid
from crm.merging import consent_choice, fields, lead_choice, merge
from crm.merging.pair import Pair
from crm.models import Booking, Client, Communication, Conversation, Lead, Organization

OFFERED = 10


@dataclass(frozen=True)
class Field:
    """One detail: what each of the two has, and what stays."""

    name: str
    kept: str
    merged: str
    stays: str

    @property
    def lost(self) -> bool:
        """The other's value goes: it is found again only by the undo. A number stays an address."""
        return self.name != "phone" and bool(self.merged) and self.merged not in self.stays


@dataclass(frozen=True)
class Preview:
    """Everything to be said before it is done."""

    pair: Pair
    fields: Sequence[Field]
    moves: dict[str, int]
    """How much of the other's moves, by kind: conversations, messages, leads, bookings."""
    tags: Sequence[str]
    """Tags that are added."""
    closing: tuple[Lead, Lead] | None
    """The open lead that is closed, and the one that goes on."""
    consents: Sequence[tuple[str, str | None, str | None, str | None]]
    """By scope: what each said last, and what stands then."""


def of(session: Session, kept: Client, merged: Client) -> Preview:
    """Look at both. Raises ValueRefused and StepRefused where they cannot be one."""
    merge.require(kept, merged)
    pair = Pair(kept, merged)
    values = fields.taken(pair)
    return Preview(
        pair=pair,
        fields=[
            field
            for field in (_field(pair, name, values) for name in fields.FIELDS)
            if field.kept or field.merged
        ],
        moves={
            name: _count(session, model, merged)
            for name, model in (
                ("conversations", Conversation),
                ("messages", Communication),
                ("leads", Lead),
                ("bookings", Booking),
            )
        },
        tags=fields.added_tags(pair),
        closing=lead_choice.closing(session, pair),
        consents=consent_choice.outcome(session, pair),
    )


def candidates(
    session: Session, organization: Organization, client: Client, typed: str
) -> Sequence[Client]:
    """Who else it may be: by a number in any spelling, or a part of the name.

    With nothing typed, those of the same name or e-mail address.
    """
    query = (
        select(Client)
        .where(
            Client.organization_id == organization.id,
            Client.id != client.id,
            Client.kind == "client",
            Client.merged_into_id.is_(None),
            _alike(session, organization, client, typed.strip()),
        )
        .order_by(Client.name, Client.id)
        .limit(OFFERED)
    )
    return session.scalars(query).all()


def _alike(
    session: Session, organization: Organization, client: Client, typed: str
) -> ColumnElement[bool]:
    if not typed:
        same = func.lower(Client.name) == client.name.lower()
        return or_(same, Client.email == client.email) if client.email else same
    try:
        number = phone.parse(typed, organization.default_region)
    except PhoneInvalid:
        return Client.name.icontains(typed, autoescape=True)
    found = clients.find(session, organization.id, number, [])
    return Client.id == (found.id if found else None)


def _field(pair: Pair, name: str, values: dict[str, Any]) -> Field:
    kept, merged = _known(pair.kept, name), _known(pair.merged, name)
    return Field(name, kept, merged, str(values.get(name) or kept))


def _known(client: Client, name: str) -> str:
    """A value; a name that only stands in for one is none."""
    if name == "name" and client.name_is_placeholder:
        return ""
    return getattr(client, name) or ""


def _count(session: Session, model: Any, client: Client) -> int:
    return session.scalar(select(func.count(model.id)).where(model.client_id == client.id)) or 0
