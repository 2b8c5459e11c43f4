"""Clients by the beginning of a name, or by a number in any form, or by its last digits."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from crm import phone
from crm.errors import PhoneInvalid
from crm.models import Client, ClientAddress, Conversation
from crm.search import prefixes

SHOWN = 10
EXAMINED = 1000
"""Names that begin with a word which are looked at."""

MOST_WORDS = 4
FEWEST_DIGITS = 4


@dataclass(frozen=True)
class Person:
    """One client, and the conversation in which they were heard of last."""

    client: Client
    conversation: Conversation | None


@dataclass(frozen=True)
class People:
    """Those who were found; `more`: others fit as well."""

    found: list[Person]
    more: bool


_RARITY = text(
    """
    SELECT w.word, (
        SELECT count(*) FROM (
            SELECT 1 FROM client_words c
            WHERE c.organization_id = :organization_id AND c.word >= w.word COLLATE "C"
              AND c.word < (w.word || :last) COLLATE "C"
            LIMIT :most) AS counted)
    FROM unnest(CAST(:words AS text[])) AS w(word) ORDER BY 2, length(w.word) DESC LIMIT 1
    """
)
_FIND = text(
    """
    WITH examined AS MATERIALIZED (
        SELECT client_id, word FROM client_words
        WHERE organization_id = :organization_id AND word >= CAST(:rarest AS text) COLLATE "C"
          AND word < CAST(:rarest || :last AS text) COLLATE "C"
        ORDER BY organization_id, word, client_id LIMIT :most
    )
    SELECT client_id FROM examined e WHERE NOT EXISTS (
        SELECT 1 FROM unnest(CAST(:words AS text[])) AS w(word) WHERE NOT EXISTS (
            SELECT 1 FROM client_words c
            WHERE c.client_id = e.client_id AND c.word >= w.word COLLATE "C"
              AND c.word < (w.word || :last) COLLATE "C"))
    ORDER BY word, client_id LIMIT :shown
    """
)


def find(session: Session, organization_id: int, asked: str, region: str) -> People:
    """Up to 10 clients. A number may be typed in any form, or be the last digits of one."""
    if digits := _digits(asked):
        ids = _by_number(session, organization_id, asked, digits, region)
    else:
        ids = _by_name(session, organization_id, words(asked))
    unique = list(dict.fromkeys(ids))
    return People(_people(session, unique[:SHOWN]), len(unique) > SHOWN)


def words(asked: str) -> list[str]:
    """The words of a name as they are written down: small letters, е for ё."""
    plain = unicodedata.normalize("NFC", asked).lower().replace("ё", "е")
    return [word for word in re.split(r"[\W_]+", plain) if word][:MOST_WORDS]


def _digits(asked: str) -> str | None:
    """The digits, where it is a number or the end of one and nothing else."""
    digits = re.sub(r"\D", "", asked)
    is_number = re.fullmatch(r"[\d\s()+.\-‐-―]+", asked.strip()) is not None
    return digits if is_number and len(digits) >= FEWEST_DIGITS else None


def _by_number(
    session: Session, organization_id: int, asked: str, digits: str, region: str
) -> Iterable[int]:
    spelled = _spellings(asked, region)
    seen = select(ClientAddress.client_id).where(
        ClientAddress.organization_id == organization_id,
        ClientAddress.address.in_([f"whatsapp:{one}" for one in spelled]),
    )
    ours = select(Client.id).where(Client.organization_id == organization_id)
    ends = prefixes.begins(func.reverse(Client.phone), digits[::-1])
    # One after the other, for each has an index and an OR of them has none.
    for query in (ours.where(Client.phone.in_(spelled)), seen, ours.where(ends)):
        yield from session.scalars(query.limit(SHOWN + 1))


def _spellings(asked: str, region: str) -> list[str]:
    try:
        return phone.spellings(phone.parse(asked, region))
    except PhoneInvalid:
        return []


def _by_name(session: Session, organization_id: int, wanted: list[str]) -> Iterable[int]:
    if not wanted:
        return []
    values = {
        "organization_id": organization_id,
        "words": wanted,
        "last": prefixes.LAST,
        "most": EXAMINED,
        "shown": SHOWN * 3,  # one name may have two words with the same beginning
    }
    rarest = session.execute(_RARITY, values).one()
    return session.scalars(_FIND, {**values, "rarest": rarest.word})


def _people(session: Session, ids: list[int]) -> list[Person]:
    """With their latest conversations, in the order given."""
    rows = session.execute(
        select(Client, Conversation)
        .outerjoin(Conversation, Conversation.client_id == Client.id)
        .where(Client.id.in_(ids), Client.merged_into_id.is_(None))
        .ext(distinct_on(Client.id))
        .order_by(Client.id, Conversation.last_message_at.desc())
    )
    found = {client.id: Person(client, talk) for client, talk in rows}
    return [found[key] for key in ids if key in found]
