"""Consent: what a client said about being written to. Rows are only added; the last one stands."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import ClientConsent

ALL, MARKETING = "all", "marketing"
SCOPES = (ALL, MARKETING)


def is_opted_out(session: Session, client_id: int) -> bool:
    """Whether the client's last word was to stop."""
    return _state(session, client_id, ALL) == "opted_out"


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
