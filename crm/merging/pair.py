"""The two clients of a merge, locked for it against whatever else happens to them.

Messages meet the identity lock. Then rows, in the order in which steps of bookings and messages
lock them: what waits to be sent, bookings, conversations, leads, and the clients last.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from crm import clients
from crm.bookings.find import LOCK_TIMEOUT
from crm.models import Booking, Client, Communication, Conversation, Lead


@dataclass(frozen=True)
class Pair:
    """One who stays, and one who is merged away."""

    kept: Client
    merged: Client

    @property
    def both(self) -> tuple[int, int]:
        """Their ids."""
        return self.kept.id, self.merged.id


def locked(session: Session, kept: Client, merged: Client) -> Pair:
    """Both as they are now, held until the transaction ends.

    NO KEY: rows written elsewhere point to these, and must not wait.
    """
    pair = Pair(kept, merged)
    session.execute(LOCK_TIMEOUT)
    keys = clients.identity(session, kept) | clients.identity(session, merged)
    clients.lock(session, kept.organization_id, keys)
    _hold(
        session,
        Communication,
        Communication.client_id.in_(pair.both)
        & Communication.whatsapp_status.in_(("queued", "sending")),
    )
    for model in (Booking, Conversation, Lead):
        _hold(session, model, model.client_id.in_(pair.both))
    _hold(session, Client, Client.id.in_(pair.both))
    return pair


def _hold(session: Session, model: Any, chosen: ColumnElement[bool]) -> None:
    """These rows, in the order of their ids, read anew."""
    rows = select(model).where(chosen).order_by(model.id).with_for_update(key_share=True)
    session.scalars(rows.execution_options(populate_existing=True)).all()
