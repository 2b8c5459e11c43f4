"""Messages of an earlier day, put on a phone without being carried, for a demo that has a past."""

from collections.abc import Mapping
from typing import Any

from simulator import sids
from simulator.network import Network
from simulator.records import INBOUND, OUTBOUND, Message


def write(network: Network, wanted: Mapping[str, Any]) -> list[Message]:
    """Put old messages on a phone, in the order given. Raises ValueError without a phone."""
    address = str(wanted.get("phone", ""))
    if not address.startswith("whatsapp:"):
        raise ValueError("'phone' is needed, as whatsapp:+77012345678")
    phone = network.phone(address)
    phone.name = str(wanted.get("name") or phone.name)
    network.keep(phone)
    return [_one(network, address, said) for said in wanted.get("messages", [])]


def _one(network: Network, address: str, said: Mapping[str, Any]) -> Message:
    at = network.clock.now() - float(said.get("age_seconds", 0))
    inbound = said.get("direction", "inbound") == "inbound"
    message = Message(
        sid=str(said.get("sid") or sids.new("SM")),
        direction=INBOUND if inbound else OUTBOUND,
        sender=str(said.get("sender") or network.config.senders[0]),
        phone=address,
        body=str(said.get("body", "")),
        created=at,
        status="received" if inbound else "queued",
        answered=200 if inbound else None,
    )
    for step in ("received",) if inbound else ("sent", "delivered", "read"):
        message.move(step, at)
    message.sent = at
    network.add(message)
    return message
