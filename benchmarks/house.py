"""A house full of rows: an operator with clients, conversations, messages and bookings.

Grown in steps, from a thousand messages to a million, as they would be after years.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

import now
from crm import users
from crm.models import Booking, Client, Conversation, Organization, User
from crm.search import indexing
from tests.browser import PASSWORD
from tests.factories import make_organization, make_sender, make_user

COMMON, RARE = "озёра", "птицеяд"
"""A word of every fifth message, and one of three."""

LONG = 200
"""Messages of the conversation that is looked at."""


@dataclass(frozen=True)
class House:
    """How much there is of everything."""

    messages: int
    clients: int
    bookings: int


@dataclass(frozen=True)
class Shown:
    """What the pages are asked for."""

    conversation: UUID
    name: str
    phone: str
    code: str


_CLIENTS = """
    INSERT INTO clients (organization_id, name, phone, preferred_language, created_at)
    SELECT :organization,
        (array['Мария','Тимур','Ольга','Болат','Елена','Айгерим','Wanjiru','James'])[1 + i % 8]
            || ' ' || (array['Петрова','Ахметов','Ким','Нургалиев','Kamau','Miller'])[1 + i % 6]
            || ' ' || i,
        '+7701' || lpad(i::text, 7, '0'), 'ru', CAST(:now AS timestamptz) - interval '1 year'
    FROM generate_series(CAST(:first_client AS integer), CAST(:clients AS integer)) i
"""
_ADDRESSES = """
    INSERT INTO client_addresses (organization_id, client_id, address, first_seen_at, last_seen_at)
    SELECT organization_id, id, 'whatsapp:' || phone, created_at, created_at
    FROM clients WHERE organization_id = :organization AND id > :client_before
"""
# A third of them wrote today; every fifth waits for an answer.
_CONVERSATIONS = """
    INSERT INTO conversations (organization_id, sender_id, address_id, client_id, agent_id,
        unread_count, last_message_at, last_inbound_at, created_at)
    SELECT a.organization_id, :sender, a.id, a.client_id,
        CASE WHEN a.id % 3 = 0 THEN CAST(:agent AS bigint) END,
        CASE WHEN a.id % 50 = 0 THEN 1 ELSE 0 END,
        CAST(:now AS timestamptz) - a.id % 525600 * interval '1 minute',
        CAST(:now AS timestamptz) - a.id % 525600 * interval '1 minute', a.first_seen_at
    FROM client_addresses a WHERE a.organization_id = :organization AND a.id > :address_before
"""
_LEADS = """
    INSERT INTO leads (organization_id, client_id, status, last_message_at, created_at)
    SELECT organization_id, id,
        (array['new','contacted','qualified','quoted','won','lost','lost','won'])[1 + id % 8],
        created_at, created_at
    FROM clients WHERE organization_id = :organization AND id > :client_before
"""
_MESSAGES = """
    INSERT INTO communications (organization_id, client_id, sender_id, conversation_id, direction,
        author, user_id, whatsapp_status, body, whatsapp_message_id, created_at)
    SELECT v.organization_id, v.client_id, v.sender_id, v.id,
        CASE WHEN i % 2 = 0 THEN 'inbound' ELSE 'outbound' END,
        CASE WHEN i % 2 = 0 THEN 'client' ELSE 'agent' END,
        CASE WHEN i % 2 = 1 THEN CAST(:agent AS bigint) END,
        CASE WHEN i % 2 = 0 THEN 'received' ELSE 'read' END,
        (array['Здравствуйте! Есть ли места на Алтай в сентябре?','Да, конечно, два места есть.',
            'Сколько стоит поездка на озёра?','Спасибо, оплатила, чек ниже.',
            'We are four, with two children, is it far?'])[1 + i % 5]
            || ' n' || i % 5000 || CASE WHEN i % :rare = 3 THEN ' птицеяд' ELSE '' END,
        'SM' || lpad(i::text, 32, '0'),
        CAST(:now AS timestamptz) - (:messages - i) * interval '30 seconds'
    FROM generate_series(CAST(:first_message AS integer), CAST(:messages AS integer)) i
    JOIN conversations v ON v.id = CASE WHEN i <= :long THEN CAST(:conversation AS bigint)
        ELSE CAST(:conversation AS bigint) + 1 + i % (CAST(:clients AS integer) - 1) END
"""
_BOOKINGS = """
    INSERT INTO bookings (organization_id, booking_code, client_id, title, start_date, end_date,
        timezone, num_participants, total_amount, deposit_amount, currency, price_snapshot,
        status, confirmed_at, conversation_id, created_at)
    SELECT v.organization_id,
        'BEN-' || translate(lpad(i::text, 6, '0'), '0123456789', '23456789AB'), v.client_id,
        'Altai',
        CAST(:now AS date) + i % 300, CAST(:now AS date) + i % 300 + 7, 'Asia/Almaty', 2, 450000,
        225000, 'KZT', '{}', 'confirmed', CAST(:now AS timestamptz), v.id,
        CAST(:now AS timestamptz) - i * interval '1 minute'
    FROM generate_series(CAST(:first_booking AS integer), CAST(:bookings AS integer)) i
    JOIN conversations v ON v.id = CAST(:conversation AS bigint) + i % CAST(:clients AS integer)
"""
_PARTS = """
    INSERT INTO payment_installments (organization_id, booking_id, seq, kind, amount, currency,
        due_date, status, paid_amount)
    SELECT organization_id, id, 1, 'full', 450000, 'KZT', start_date, 'pending', 0
    FROM bookings WHERE organization_id = :organization AND id > :booking_before
"""


_WORDS = text(
    """
    INSERT INTO client_words (organization_id, word, client_id)
    SELECT DISTINCT c.organization_id, left(word, 60), c.id FROM clients c,
        regexp_split_to_table(translate(lower(c.name), 'ё', 'е'), '[^[:alnum:]]+') AS word
    WHERE word <> '' ON CONFLICT DO NOTHING
    """
)


def grow(session: Session, size: House) -> Shown:
    """Bring the house to this size; what is there stays. Written without asking the triggers."""
    session.execute(text("SET LOCAL session_replication_role = replica"))
    organization = session.scalar(select(Organization)) or _begin(session)
    values = _before(session, organization)
    values |= {"clients": size.clients, "messages": size.messages, "bookings": size.bookings}
    values |= {"rare": max(1, size.messages // 3), "long": LONG}
    for statement in (_CLIENTS, _ADDRESSES, _CONVERSATIONS, _LEADS):
        _write(session, statement, values)
    values["conversation"] = session.scalar(select(func.min(Conversation.id)))
    for statement in (_MESSAGES, _BOOKINGS, _PARTS):
        _write(session, statement, values)
    return _shown(session)


def settle(engine: Engine) -> None:
    """What is done in quiet hours: the words written down for the search, the tables swept."""
    with Session(engine) as session:
        session.execute(_WORDS)  # the trigger that keeps the words of names was not asked
        session.commit()
        while indexing.step(session, now.utc()):
            session.commit()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _begin(session: Session) -> Organization:
    organization = make_organization(session)
    make_sender(session, organization)
    digest = users.digest(PASSWORD)
    make_user(session, organization, role="manager", password_digest=digest)
    return organization


def _before(session: Session, organization: Organization) -> dict[str, object]:
    """Where the new rows begin."""

    def greatest(table: str) -> int:
        found = session.scalar(text(f"SELECT coalesce(max(id), 0) FROM {table}"))
        return int(found or 0)

    def count(table: str) -> int:
        found = session.scalar(text(f"SELECT count(*) FROM {table}"))
        return int(found or 0) + 1

    return {
        "organization": organization.id,
        "sender": session.scalar(text("SELECT min(id) FROM whatsapp_senders")),
        "agent": session.scalar(select(func.min(User.id))),
        "now": now.utc() - timedelta(minutes=1),
        "client_before": greatest("clients"),
        "address_before": greatest("client_addresses"),
        "booking_before": greatest("bookings"),
        "first_client": count("clients"),
        "first_message": count("communications"),
        "first_booking": count("bookings"),
    }


def _write(session: Session, statement: str, values: dict[str, object]) -> None:
    query = text(statement)
    session.execute(query, {name: values[name] for name in query.compile().params})


def _shown(session: Session) -> Shown:
    conversation = session.scalars(select(Conversation).order_by(Conversation.id).limit(1)).one()
    client = session.get_one(Client, conversation.client_id)
    code = session.scalars(select(Booking.booking_code).order_by(Booking.id).limit(1)).one()
    return Shown(conversation.public_id, client.name.split()[1], str(client.phone), code)
