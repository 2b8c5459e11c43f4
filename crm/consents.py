"""Consent: what a client said about being written to. Rows are only added; the last one stands."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import ClientConsent


def is_opted_out(session: Session, client_id: int) -> bool:
    """Whether the client's last word was to stop."""
    return _state(session, client_id) == "opted_out"


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
    before = _state(session, client_id) or "opted_in"
    session.add(
        ClientConsent(
            organization_id=organization_id,
            client_id=client_id,
            state=state,
            source=source,
            evidence=evidence,
            evidence_communication_id=communication_id,
            at=now,
        )
    )
    session.flush()
    return state != before


def _state(session: Session, client_id: int) -> str | None:
    return session.scalar(
        select(ClientConsent.state)
        .where(ClientConsent.client_id == client_id)
        .order_by(ClientConsent.id.desc())
        .limit(1)
    )
