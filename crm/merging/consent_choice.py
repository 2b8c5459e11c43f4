"""What one person has said about messages, where two clients said different things: no stays no."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.consents import SCOPES
from crm.merging.pair import Pair
from crm.models import Client, ClientConsent


def stricter(kept: str | None, merged: str | None) -> str | None:
    """Of two last words, the one that stands."""
    if "opted_out" in (kept, merged):
        return "opted_out"
    return kept or merged


def last(session: Session, client: Client, scope: str) -> ClientConsent | None:
    """A client's last word about messages of a scope."""
    return session.scalar(
        select(ClientConsent)
        .where(ClientConsent.client_id == client.id, ClientConsent.scope == scope)
        .order_by(ClientConsent.id.desc())
        .limit(1)
    )


def to_repeat(session: Session, pair: Pair) -> list[ClientConsent]:
    """The statements that would no longer be the last word, though they are the stricter ones."""
    found = []
    for scope in SCOPES:
        ours, theirs = last(session, pair.kept, scope), last(session, pair.merged, scope)
        if ours is None or theirs is None or ours.state == theirs.state:
            continue
        strict, other = (ours, theirs) if ours.state == "opted_out" else (theirs, ours)
        if strict.id < other.id:
            found.append(strict)
    return found


def repeat(session: Session, said: ClientConsent, client: Client) -> ClientConsent:
    """Say it again, with its own evidence and its own time."""
    again = ClientConsent(
        organization_id=said.organization_id,
        client_id=client.id,
        state=said.state,
        scope=said.scope,
        source=said.source,
        evidence=said.evidence,
        evidence_communication_id=said.evidence_communication_id,
        at=said.at,
    )
    session.add(again)
    session.flush()
    return again


def outcome(session: Session, pair: Pair) -> list[tuple[str, str | None, str | None, str | None]]:
    """By scope: what each of the two said last, and what stands then."""
    rows = []
    for scope in SCOPES:
        ours, theirs = (last(session, one, scope) for one in (pair.kept, pair.merged))
        states = ours.state if ours else None, theirs.state if theirs else None
        rows.append((scope, *states, stricter(*states)))
    return rows
