"""A client's details as an agent edits them beside others: what was changed meanwhile is told."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import client_details, clients, phone
from crm.errors import StepRefused, Text, ValueRefused
from crm.models import Client, Organization

FIELDS = ("name", "phone", "email", "preferred_language", "timezone", "notes")
NAMES = {
    "name": Text("Full name"),
    "phone": Text("Phone"),
    "email": Text("E-mail"),
    "preferred_language": Text("Language"),
    "timezone": Text("Time zone"),
    "notes": Text("Notes"),
}


def shown(client: Client) -> dict[str, str]:
    """What a form begins with; a name that only stands in for one is left empty."""
    values = {name: getattr(client, name) or "" for name in FIELDS}
    return values | ({"name": ""} if client.name_is_placeholder else {})


def edit(
    session: Session,
    organization: Organization,
    client: Client,
    was: Mapping[str, str],
    typed: Mapping[str, str],
    now: datetime,
) -> list[str]:
    """Write what was typed otherwise than it was; the names of what changed.

    Raises StepRefused where somebody else changed the same field meanwhile, PhoneInvalid, and
    ValueRefused for what makes no sense or is another client's number.
    """
    wanted = {name: text for name, text in typed.items() if _one(text) != _one(was.get(name, ""))}
    if not wanted:
        return []
    numbers = {number for number in (client.phone, _number(organization, wanted)) if number}
    clients.lock(session, organization.id, numbers)
    session.refresh(client, with_for_update={"key_share": True})
    there = shown(client)
    for name in wanted:
        if _one(there[name]) != _one(was.get(name, "")):
            raise StepRefused(
                "%(field)s was changed meanwhile, to “%(value)s”. Open the form again to go on "
                "from there; copy what you typed first.",
                field=NAMES[name],
                value=there[name],
            )
    if "phone" in wanted:
        _set_phone(session, organization, client, wanted["phone"])
    details = {name: text for name, text in wanted.items() if name != "phone"}
    client_details.change(client, details, now)
    session.flush()
    return sorted(wanted)


def _set_phone(session: Session, organization: Organization, client: Client, typed: str) -> None:
    """Give another number. Addresses stay: answers go where the client wrote from."""
    if not typed.strip():
        raise ValueRefused("A number can be corrected, not taken away.")
    number = phone.parse(typed, organization.default_region)
    if any(clients.is_ours(session, f"whatsapp:{one}") for one in phone.spellings(number)):
        raise ValueRefused("%(phone)s is one of our own numbers.", phone=phone.display(number))
    other = _holder(session, client, number)
    if other is not None:
        raise ValueRefused(
            "%(phone)s is %(name)s's already. If they are one person, merge the two.",
            phone=phone.display(number),
            name=other.name,
        )
    client.phone = number
    if client.name_is_placeholder:
        client.name = phone.display(number)


def _holder(session: Session, client: Client, number: str) -> Client | None:
    """Another client who has the number in any spelling, or writes from it."""
    found = clients.find(session, client.organization_id, number, [])
    if found is None or found.id != client.id:
        return found
    # Where it is one's address and another's number, the first alone was looked at.
    return session.scalar(
        select(Client).where(
            Client.organization_id == client.organization_id,
            Client.phone.in_(phone.spellings(number)),
            Client.id != client.id,
        )
    )


def _number(organization: Organization, wanted: Mapping[str, str]) -> str | None:
    typed = wanted.get("phone", "").strip()
    return phone.parse(typed, organization.default_region) if typed else None


def _one(text: str) -> str:
    """A browser sends the line ends of the web."""
    return text.replace("\r\n", "\n").strip()
