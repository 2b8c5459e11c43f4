"""The simulator's phones: they show the past that the database has, and have its time."""

from datetime import datetime, timedelta
from typing import Any

import requests
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import Client, ClientAddress, Communication, Conversation

ARRIVED = ("received", "delivered", "read")
SECONDS = 10


def are_there(url: str) -> bool:
    """Whether the simulator at `url` answers."""
    try:
        return requests.get(f"{url}/control/phones", timeout=1).ok
    except requests.RequestException:
        return False


def ahead(url: str) -> timedelta:
    """How far the simulator's clock is ahead. Raises requests.RequestException."""
    answer = requests.get(f"{url}/control/clock", timeout=SECONDS)
    answer.raise_for_status()
    return timedelta(seconds=float(answer.json()["offset_seconds"]))


def set_ahead(url: str, offset: timedelta) -> None:
    """Set the simulator's clock. Raises requests.RequestException."""
    wanted = {"offset_seconds": offset.total_seconds()}
    requests.post(f"{url}/control/clock", json=wanted, timeout=SECONDS).raise_for_status()


def forget(url: str) -> None:
    """Have the simulator forget the phones of older data. Raises requests.RequestException."""
    requests.post(f"{url}/control/reset", timeout=SECONDS).raise_for_status()


def fill(session: Session, url: str, now: datetime) -> None:
    """Give a simulator that knows nobody the clients and what arrived on their phones."""
    if requests.get(f"{url}/control/phones", timeout=SECONDS).json()["phones"]:
        return
    for wanted in _histories(session, now).values():
        requests.post(f"{url}/control/history", json=wanted, timeout=SECONDS).raise_for_status()


def _histories(session: Session, now: datetime) -> dict[str, dict[str, Any]]:
    """By address: the phone and its messages, oldest first."""
    found: dict[str, dict[str, Any]] = {}
    rows = session.execute(
        select(Communication, ClientAddress.address)
        .join(Conversation, Conversation.id == Communication.conversation_id)
        .join(ClientAddress, ClientAddress.id == Conversation.address_id)
        .where(Communication.whatsapp_status.in_(ARRIVED))
        .order_by(Communication.created_at, Communication.id)
    )
    names = dict(_names(session))
    for row, address in rows:
        phone = {"phone": address, "name": names.get(address, ""), "messages": []}
        found.setdefault(address, phone)["messages"].append(
            {
                "direction": row.direction,
                "body": row.body,
                "sid": row.whatsapp_message_id,
                "age_seconds": (now - row.created_at).total_seconds(),
            }
        )
    return found


def _names(session: Session) -> list[tuple[str, str]]:
    """Each address with its owner's name, where it is known."""
    rows = session.execute(
        select(ClientAddress.address, Client.name)
        .join(Client, Client.id == ClientAddress.client_id)
        .where(Client.name_is_placeholder.is_(False))
    )
    return [(address, name) for address, name in rows]
