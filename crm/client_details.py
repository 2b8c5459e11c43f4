"""A client's details as people type them: adding someone, changing them, finding them again."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import clients, language, phone, timezone
from crm.errors import NotFound, ValueRefused
from crm.models import Client, Organization

KINDS = ("client", "internal")
LONGEST_NAME = 120
LONGEST_EMAIL = 254
LONGEST_NOTES = 10_000


def add(
    session: Session,
    organization: Organization,
    typed: str,
    wanted: Mapping[str, str],
    now: datetime,
) -> Client:
    """A new client with the number `typed`, in full or as dialled in the organization's country.

    Raises PhoneInvalid, and ValueRefused where the number is taken or a detail makes no sense.
    """
    number = phone.parse(typed, organization.default_region)
    clients.lock(session, organization.id, [number])
    if any(clients.is_ours(session, f"whatsapp:{one}") for one in phone.spellings(number)):
        raise ValueRefused("%(phone)s is one of our own numbers.", phone=phone.display(number))
    there = clients.find(session, organization.id, number, [])
    if there is not None:
        raise ValueRefused(
            "%(phone)s is %(name)s's already (client %(client_id)s). Change that client instead.",
            phone=phone.display(number),
            name=there.name,
            client_id=there.id,
        )
    client = Client(
        organization_id=organization.id,
        name=phone.display(number),
        name_is_placeholder=True,
        phone=number,
        created_at=now,
        updated_at=now,
    )
    change(client, wanted, now)
    session.add(client)
    session.flush()
    return client


def change(client: Client, wanted: Mapping[str, str], now: datetime) -> None:
    """Give a client new details, each as typed, by the names of its columns.

    An empty language, zone, e-mail or note takes it away. Raises ValueRefused with the first
    that makes no sense; nothing was changed then. Open leads stay as they are.
    """
    values: dict[str, Any] = {}
    for name, typed in wanted.items():
        values |= _READERS[name](typed)
    for name, value in values.items():
        setattr(client, name, value)
    client.updated_at = now


def find(session: Session, organization: Organization, typed: str) -> Client:
    """The client of an id (`12`, `#12`), a WhatsApp address or a number in any spelling.

    Raises NotFound, and PhoneInvalid for what is none of these.
    """
    text = typed.strip()
    if re.fullmatch(r"#[0-9]{1,18}|[0-9]{1,6}", text):
        found = session.scalar(
            select(Client).where(
                Client.organization_id == organization.id, Client.id == int(text.lstrip("#"))
            )
        )
    elif text.startswith("whatsapp:"):
        found = clients.find(session, organization.id, phone.of_address(text), [text])
    else:
        text = phone.parse(text, organization.default_region)
        found = clients.find(session, organization.id, text, [])
    while found is not None and found.merged_into_id is not None:
        found = session.get(Client, found.merged_into_id)
    if found is None:
        raise NotFound(
            "There is no client %(client)s in %(organization)s.",
            client=text,
            organization=organization.name,
        )
    return found


def _name(typed: str) -> dict[str, Any]:
    name = " ".join(typed.split())
    if not any(sign.isalnum() for sign in name) or len(name) > LONGEST_NAME:
        raise ValueRefused(
            "A name has letters, and at most %(most)s characters.", most=LONGEST_NAME
        )
    return {"name": name, "name_is_placeholder": False}


def _language(typed: str) -> dict[str, Any]:
    return {"preferred_language": language.named(typed) if typed.strip() else None}


def _timezone(typed: str) -> dict[str, Any]:
    return {"timezone": timezone.named(typed) if typed.strip() else None}


def _kind(typed: str) -> dict[str, Any]:
    if typed not in KINDS:
        raise ValueRefused(
            "“%(kind)s” is no kind of client.",
            hint="There are %(known)s.",
            kind=typed,
            known=" and ".join(KINDS),
        )
    return {"kind": typed}


def _email(typed: str) -> dict[str, Any]:
    address = typed.strip()
    if address and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", address):
        raise ValueRefused("“%(email)s” is no e-mail address.", email=typed)
    if len(address) > LONGEST_EMAIL:
        raise ValueRefused("An e-mail address has at most %(most)s characters.", most=LONGEST_EMAIL)
    return {"email": address or None}


def _notes(typed: str) -> dict[str, Any]:
    notes = typed.replace("\x00", "").strip()
    if len(notes) > LONGEST_NOTES:
        raise ValueRefused("Notes have at most %(most)s characters.", most=LONGEST_NOTES)
    return {"notes": notes or None}


_READERS: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "name": _name,
    "preferred_language": _language,
    "timezone": _timezone,
    "kind": _kind,
    "email": _email,
    "notes": _notes,
}
