"""Idempotency keys: the same request a second time has the first one's answer and no effect.

The key is kept in the transaction of its effect, so the two stand or fall together. Locks
end with the transaction: while the first one works, a second is told so at once.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm.errors import KeyBusy, KeyReused, ValueRefused
from crm.models import IdempotencyKey

LONGEST_KEY = 255
_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 7))")


def once(
    session: Session,
    organization_id: int,
    endpoint: str,
    key: str | None,
    request: Mapping[str, Any],
    work: Callable[[], dict[str, Any]],
    now: datetime,
) -> dict[str, Any]:
    """Do `work` once for a key, and give its answer (JSON) however often it is asked.

    Without a key it is done each time. What `work` refuses is not kept: a repeat tries anew.
    Raises KeyReused where the key came with another request, KeyBusy while the first works.
    """
    if key is None:
        return work()
    if not 0 < len(key) <= LONGEST_KEY:
        raise ValueRefused("A key has 1 to %(most)s characters.", most=LONGEST_KEY)
    name = f"{organization_id}:{endpoint}:{key}"
    if not session.scalar(_TRY_LOCK, {"name": name}):
        raise KeyBusy("The first request with this key is still being worked on. Ask again.")
    digest = _digest(request)
    kept = _kept(session, organization_id, endpoint, key, digest)
    if kept is not None:
        return kept
    answer = work()
    session.add(
        IdempotencyKey(
            organization_id=organization_id,
            endpoint=endpoint,
            key=key,
            request_hash=digest,
            response=answer,
            created_at=now,
        )
    )
    session.flush()
    return answer


def _kept(
    session: Session, organization_id: int, endpoint: str, key: str, digest: str
) -> dict[str, Any] | None:
    """The answer that the key was given before. Raises KeyReused for another request."""
    known = session.scalar(
        select(IdempotencyKey).where(
            IdempotencyKey.organization_id == organization_id,
            IdempotencyKey.endpoint == endpoint,
            IdempotencyKey.key == key,
        )
    )
    if known is None:
        return None
    if known.request_hash != digest:
        raise KeyReused(
            "The key “%(key)s” was used for another request. Take a new key, or repeat the first "
            "request exactly.",
            key=key,
        )
    return known.response


def _digest(request: Mapping[str, Any]) -> str:
    said = json.dumps(request, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(said.encode()).hexdigest()
