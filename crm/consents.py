"""Consent: what a client said about being written to. Rows are only added; the last one stands."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from crm.errors import ValueRefused
from crm.models import Client, ClientConsent

ALL, MARKETING = "all", "marketing"
SCOPES = (ALL, MARKETING)


def is_opted_out(session: Session, client_id: int) -> bool:
    """Whether the client's last word was to stop."""
    return _state(session, client_id, ALL) == "opted_out"


def opted_out_of(session: Session, client_ids: Iterable[int]) -> set[int]:
    """Those of the clients whose last word was to stop."""
    last = (
        select(ClientConsent.client_id, ClientConsent.state)
        .where(ClientConsent.client_id.in_(list(client_ids)), ClientConsent.scope == ALL)
        .ext(distinct_on(ClientConsent.client_id))
        .order_by(ClientConsent.client_id, ClientConsent.id.desc())
    )
    return {client_id for client_id, state in session.execute(last) if state == "opted_out"}


def record(
    session: Session,
    organization_id: int,
    client_id: int,
    state: str,
    *,
    source: str,
    evidence: str,
    communication_id: int | None,
    now: datetime,
) -> bool:
    """Add a statement with its evidence; says whether it changed where the client stands.

    Nothing said yet counts as opted in: they wrote to us, or an agent recorded that they may
    be written to.
    """
    before = _state(session, client_id, ALL) or "opted_in"
    statement = ClientConsent(
        organization_id=organization_id,
        client_id=client_id,
        state=state,
        source=source,
        evidence=evidence,
        evidence_communication_id=communication_id,
        at=now,
    )
    return _add(session, statement) != before


def record_marketing(
    session: Session,
    organization_id: int,
    client_id: int,
    state: str,
    *,
    source: str,
    evidence: str,
    communication_id: int | None,
    now: datetime,
) -> bool:
    """The same for what is not about a booking or a payment: nobody gets it who did not say yes."""
    before = _state(session, client_id, MARKETING) or "opted_out"
    statement = ClientConsent(
        organization_id=organization_id,
        client_id=client_id,
        state=state,
        scope=MARKETING,
        source=source,
        evidence=evidence,
        evidence_communication_id=communication_id,
        at=now,
    )
    return _add(session, statement) != before


def by_agent(
    session: Session, client: Client, state: str, scope: str, evidence: str, now: datetime
) -> bool:
    """What a client told an agent in another way; says whether it changed where they stand.

    Raises ValueRefused without words of theirs, and for a yes where their own last word to us
    was no: only they take that back.
    """
    if not evidence.strip():
        raise ValueRefused("Say how and when the client said so: it is kept as the evidence.")
    if state == "opted_in" and _said_no_themselves(session, client.id, scope):
        raise ValueRefused(
            "%(name)s asked us not to write. Only their own START takes that back.",
            name=client.name,
        )
    add = record if scope == ALL else record_marketing
    return add(
        session,
        client.organization_id,
        client.id,
        state,
        source="agent",
        evidence=evidence.strip(),
        communication_id=None,
        now=now,
    )


def _said_no_themselves(session: Session, client_id: int, scope: str) -> bool:
    last = session.scalar(
        select(ClientConsent)
        .where(ClientConsent.client_id == client_id, ClientConsent.scope == scope)
        .order_by(ClientConsent.id.desc())
        .limit(1)
    )
    return last is not None and last.state == "opted_out" and last.source != "agent"


def _add(session: Session, statement: ClientConsent) -> str:
    session.add(statement)
    session.flush()
    return statement.state


def _state(session: Session, client_id: int, scope: str) -> str | None:
    return session.scalar(
        select(ClientConsent.state)
        .where(ClientConsent.client_id == client_id, ClientConsent.scope == scope)
        .order_by(ClientConsent.id.desc())
        .limit(1)
    )
