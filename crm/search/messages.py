"""Messages by the words in them: the newest first, at the same cost for rare and common words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from crm.models import Client, Communication, Conversation
from crm.search.indexing import LONGEST_WORD

SHOWN = 20
EXAMINED = 500
"""Messages with the rarest word that a page looks at; the next page goes on below them."""

MOST_WORDS = 6
OPEN, CLOSE = "\ue000", "\ue001"
"""What marks a word that was found: signs that nobody types, replaced once the text is escaped."""


@dataclass(frozen=True)
class Hit:
    """One message with the words."""

    message: Communication
    conversation: Conversation
    client: Client
    excerpt: str
    """The part of the text around the words, which stand between OPEN and CLOSE."""


@dataclass(frozen=True)
class Hits:
    """The newest messages with all of the words; `older` is where the next page begins."""

    hits: list[Hit]
    older: int | None


_STEMS = text(
    "SELECT DISTINCT left(s, :longest) FROM unnest(tsvector_to_array("
    "to_tsvector('russian', :asked))) AS s ORDER BY 1"
)

# How often each word occurs, as far as that matters: counting stops where all are common.
_RARITY = text(
    """
    SELECT w.word, (
        SELECT count(*) FROM (
            SELECT 1 FROM message_words m
            WHERE m.organization_id = :organization_id AND m.word = w.word COLLATE "C"
            LIMIT :most) AS counted)
    FROM unnest(CAST(:words AS text[])) AS w(word) ORDER BY 2, 1
    """
)
_FIND = text(
    """
    WITH examined AS MATERIALIZED (
        SELECT communication_id AS id FROM message_words
        WHERE organization_id = :organization_id AND word = :rarest
          AND communication_id < :before
        ORDER BY organization_id DESC, word DESC, communication_id DESC LIMIT :most
    ), found AS (
        SELECT e.id FROM examined e WHERE (
            SELECT count(*) FROM message_words m
            WHERE m.organization_id = :organization_id AND m.word = ANY(:others)
              AND m.communication_id = e.id) = cardinality(CAST(:others AS text[]))
        ORDER BY e.id DESC LIMIT :shown
    )
    SELECT (SELECT array_agg(id ORDER BY id DESC) FROM found) AS ids,
        (SELECT count(*) FROM examined) AS examined, (SELECT min(id) FROM examined) AS last
    """
)
FIRST = 2**62
"""Above any message."""


def find(session: Session, organization_id: int, asked: str, before: int | None = None) -> Hits:
    """Up to 20 messages with every word of what was asked, below the one with the id `before`."""
    words = stems(session, asked)
    if not words:
        return Hits([], None)
    rarity = session.execute(
        _RARITY, {"organization_id": organization_id, "words": words, "most": EXAMINED}
    ).all()
    if rarity[0][1] == 0:
        return Hits([], None)
    found = session.execute(
        _FIND,
        {
            "organization_id": organization_id,
            "rarest": rarity[0][0],
            "others": [word for word, _ in rarity[1:]],
            "before": FIRST if before is None else before,
            "most": EXAMINED if len(words) > 1 else SHOWN + 1,
            "shown": SHOWN + 1,
        },
    ).one()
    ids = found.ids or []
    if len(ids) > SHOWN:
        return Hits(_hits(session, ids[:SHOWN], asked), ids[SHOWN - 1])
    exhausted = found.examined < EXAMINED or len(words) == 1
    return Hits(_hits(session, ids, asked), None if exhausted else found.last)


def stems(session: Session, asked: str) -> list[str]:
    """The words to look for, as they are written down; what every sentence has is none."""
    found = session.scalars(_STEMS, {"asked": asked, "longest": LONGEST_WORD})
    return list(found)[:MOST_WORDS]


def _hits(session: Session, ids: Sequence[int], asked: str) -> list[Hit]:
    marks = f"StartSel={OPEN}, StopSel={CLOSE}, MaxWords=24, MinWords=12, MaxFragments=1"
    query = func.plainto_tsquery("russian", asked)
    excerpt = func.ts_headline("russian", Communication.body, query, marks)
    rows = session.execute(
        select(Communication, Conversation, Client, excerpt)
        .join(Conversation, Conversation.id == Communication.conversation_id)
        .join(Client, Client.id == Communication.client_id)
        .where(Communication.id.in_(ids))
        .order_by(Communication.id.desc())
    )
    return [Hit(*row) for row in rows]
