"""Clients: who wrote. One person for every spelling of a number, however many write at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import case, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm import language, phone
from crm.models import Client, ClientAddress, WhatsappSender
from crm.provider import InboundMessage


def sender_of(session: Session, address: str) -> WhatsappSender | None:
    """Our sender with this address; it says which organization a message is for."""
    return session.scalar(select(WhatsappSender).where(WhatsappSender.address == address))


def is_ours(session: Session, address: str) -> bool:
    """Whether an address is one of our own senders: nobody is a client of themselves."""
    return sender_of(session, address) is not None


def lock_identity(session: Session, organization_id: int, inbound: InboundMessage) -> None:
    """Hold everyone else off this person until the transaction ends.

    Simultaneous first messages of one person meet here, whichever of number and id each
    carries. The keys are taken in sorted order, so two such transactions cannot deadlock.
    """
    keys = {phone.of_address(inbound.client_address) or inbound.client_address}
    if inbound.external_id:
        keys.add(inbound.external_id)
    lock(session, organization_id, keys)


def lock(session: Session, organization_id: int, keys: Iterable[str]) -> None:
    """Hold everyone else off these dialled numbers and ids until the transaction ends."""
    for number in sorted(_lock_number(organization_id, key) for key in keys):
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": number})


def lock_client(session: Session, client: Client) -> None:
    """Hold everyone else off somebody known, whichever number or id of theirs comes in."""
    lock(session, client.organization_id, identity(session, client))


def identity(session: Session, client: Client) -> set[str]:
    """The dialled numbers and ids under which messages of a client find them."""
    addresses = session.scalars(
        select(ClientAddress.address).where(ClientAddress.client_id == client.id)
    )
    keys = {phone.of_address(address) or address for address in addresses}
    return keys | ({client.phone} if client.phone else set())


def find_or_create(
    session: Session, organization_id: int, inbound: InboundMessage, now: datetime
) -> Client:
    """The person behind an inbound message, with what it teaches about them.

    Their addresses are kept as received. The caller holds the identity lock.
    """
    number = phone.of_address(inbound.client_address)
    addresses = [inbound.client_address, *([inbound.external_id] if inbound.external_id else [])]
    client = find(session, organization_id, number, addresses)
    if client is None:
        client = _create(session, organization_id, number, inbound, now)
    _learn(session, client, number, inbound, now)
    _see(session, client, addresses, now)
    return client


def find(
    session: Session, organization_id: int, number: str | None, addresses: Sequence[str]
) -> Client | None:
    """The client with this number in any spelling, or with one of these addresses.

    Where they point to two people, the exact address weighs most, then the number.
    """
    spellings = phone.spellings(number) if number else []
    every = [*addresses, *(f"whatsapp:{spelling}" for spelling in spellings)]
    seen = (
        select(ClientAddress.client_id)
        .where(ClientAddress.organization_id == organization_id, ClientAddress.address.in_(every))
        .scalar_subquery()
    )
    exact = select(ClientAddress.client_id).where(
        ClientAddress.organization_id == organization_id,
        ClientAddress.address == (addresses[0] if addresses else ""),
    )
    weight = case((Client.id.in_(exact), 0), (Client.phone.in_(spellings), 1), else_=2)
    return session.scalar(
        select(Client)
        .where(
            Client.organization_id == organization_id,
            or_(Client.phone.in_(spellings), Client.id.in_(seen)),
        )
        .order_by(weight, Client.id)
        .limit(1)
    )


def language_of(client: Client, default: str) -> str:
    """The language to write to them in: their own, else by the number's country, else `default`."""
    return client.preferred_language or language.for_phone(client.phone) or default


def timezone_of(client: Client, default: str) -> str:
    """Their zone (IANA): what an agent set, else the number's, else the organization's."""
    return client.timezone or (phone.timezone(client.phone) if client.phone else None) or default


def stand_in(address: str) -> str:
    """What stands for a name nobody knows yet: the number as people write it, or the id."""
    number = phone.of_address(address)
    return phone.display(number) if number else address.removeprefix("whatsapp:")


def _create(
    session: Session,
    organization_id: int,
    number: str | None,
    inbound: InboundMessage,
    now: datetime,
) -> Client:
    """A new client; if someone typed the same number in at this moment, that one."""
    values = {
        "organization_id": organization_id,
        "name": stand_in(inbound.client_address),
        "name_is_placeholder": True,
        "phone": number,
        "created_at": now,
        "updated_at": now,
    }
    created = session.scalar(
        insert(Client)
        .values(values)
        .on_conflict_do_nothing(index_elements=["organization_id", "phone"])
        .returning(Client.id)
    )
    if created is None:
        found = find(session, organization_id, number, [])
        assert found is not None  # noqa: S101  (the conflict was with this row)
        return found
    return session.get_one(Client, created)


def _learn(
    session: Session, client: Client, number: str | None, inbound: InboundMessage, now: datetime
) -> None:
    """Take over what the message says: a name for a stand-in, a language, a number."""
    name = " ".join(inbound.profile_name.split())[:120]
    if client.name_is_placeholder and any(letter.isalnum() for letter in name):
        client.name, client.name_is_placeholder, client.updated_at = name, False, now
    if client.preferred_language is None and (guess := language.guess(inbound.body)):
        client.preferred_language, client.updated_at = guess, now
    if client.phone is None and number and not find(session, client.organization_id, number, []):
        client.phone, client.updated_at = number, now
    session.flush()


def _see(session: Session, client: Client, addresses: Sequence[str], now: datetime) -> None:
    """Keep each address as received; one that is another client's already stays theirs.

    A known address is not touched: its row is locked only after its conversation (LOG_INBOUND).
    """
    for address in addresses:
        session.execute(
            insert(ClientAddress)
            .values(
                organization_id=client.organization_id,
                client_id=client.id,
                address=address,
                first_seen_at=now,
                last_seen_at=now,
            )
            .on_conflict_do_nothing(index_elements=["organization_id", "address"])
        )


def _lock_number(organization_id: int, key: str) -> int:
    """A key of PostgreSQL's advisory locks: 64 signed bits."""
    digest = blake2b(f"{organization_id}:{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
