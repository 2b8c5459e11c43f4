"""Heartbeats: signs of life of the processes that must run."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crm.models import Heartbeat


def beat(session: Session, name: str, now: datetime) -> None:
    """A process says that it lives."""
    session.execute(
        insert(Heartbeat)
        .values(name=name, at=now)
        .on_conflict_do_update(index_elements=["name"], set_={"at": now})
    )


def last(session: Session, name: str) -> datetime | None:
    """When it last said so."""
    return session.scalar(select(Heartbeat.at).where(Heartbeat.name == name))
