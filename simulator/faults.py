"""Misbehaviour on request: what may go wrong, for how many calls, and with what chance."""

import random
import threading
from dataclasses import dataclass, field
from typing import Any

from simulator import sids

KINDS: dict[str, dict[str, Any]] = {
    "latency": {"ms": 1000},
    "too_many": {"retry_after": 1},
    "server_error": {"taken": False, "status": 500},
    "hang": {"seconds": 30.0, "taken": False},
    "drop": {"taken": True},
    "refuse": {"code": 21610, "status": 400},
    "fail": {"code": "63016", "status": "undelivered"},
    "callback_late": {"seconds": 5.0},
    "callback_twice": {},
    "callback_out_of_order": {},
    "callback_never": {},
    "callback_before_answer": {},
    "no_read": {},
    "inbound_twice": {},
    "media_missing": {},
}
"""Each fault with its parameters and their defaults."""

ANSWERS = ("too_many", "server_error", "hang", "drop", "refuse")
"""Those that decide how a call is answered; one a call."""

OPERATIONS = ("send", "fetch", "list", "media", "content", "any")


class UnknownFault(ValueError):
    """No fault has that name or parameter."""


@dataclass
class Fault:
    """One fault in force."""

    id: str
    name: str
    settings: dict[str, Any]
    left: int | None = None
    """Calls it still applies to; None for every one until it is removed."""
    probability: float = 1.0
    on: str = "send"
    phone: str | None = None
    hits: int = 0
    dice: random.Random = field(default_factory=random.Random, repr=False)

    def strikes(self, on: str, phone: str) -> bool:
        """Whether it applies to this call."""
        if self.left == 0 or self.on not in (on, "any"):
            return False
        if self.phone is not None and self.phone != phone:
            return False
        return self.probability >= 1.0 or self.dice.random() < self.probability

    def shown(self) -> dict[str, Any]:
        """As `GET /control/faults` lists it."""
        return {
            "id": self.id,
            "name": self.name,
            **self.settings,
            "next": self.left,
            "probability": self.probability,
            "on": self.on,
            "phone": self.phone,
            "hits": self.hits,
        }


class Faults:
    """The faults in force, in the order they were asked for."""

    def __init__(self) -> None:
        """Start well behaved."""
        self._lock = threading.Lock()
        self._all: list[Fault] = []

    def add(self, name: str, wanted: dict[str, Any]) -> Fault:
        """Put a fault in force. Raises UnknownFault for a name or parameter nobody knows."""
        if name not in KINDS:
            raise UnknownFault(f"no fault is named {name!r}; there are {', '.join(KINDS)}")
        left = wanted.pop("next", None)
        probability = float(wanted.pop("probability", 1.0))
        seed, phone = wanted.pop("seed", None), wanted.pop("phone", None)
        on = wanted.pop("on", "media" if name == "media_missing" else "send")
        strange = set(wanted) - set(KINDS[name])
        if strange or on not in OPERATIONS:
            raise UnknownFault(f"{name} takes {list(KINDS[name])}, not {sorted(strange) or on}")
        fault = Fault(sids.new("FA"), name, {**KINDS[name], **wanted}, left, probability, on, phone)
        fault.dice.seed(seed)
        with self._lock:
            self._all.append(fault)
        return fault

    def take(self, names: tuple[str, ...], on: str, phone: str = "") -> Fault | None:
        """The first fault of these names that applies to this call; the call is counted."""
        if not self._all:
            return None
        with self._lock:
            for fault in self._all:
                if fault.name in names and fault.strikes(on, phone):
                    fault.hits += 1
                    if fault.left is not None:
                        fault.left -= 1
                    return fault
        return None

    def remove(self, name_or_id: str | None = None) -> None:
        """End one fault, all of a name, or all."""
        with self._lock:
            self._all = [f for f in self._all if name_or_id and name_or_id not in (f.id, f.name)]

    def shown(self) -> list[dict[str, Any]]:
        """All that were asked for, the spent ones too, with how often each struck."""
        with self._lock:
            return [fault.shown() for fault in self._all]
