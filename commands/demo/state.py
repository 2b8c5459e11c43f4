"""What a demo remembers from one start to the next: its log-ins, secrets and processes."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path


def _words() -> str:
    """A password that a person types: 60 bits in three groups."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))


def _new(make: Callable[[], str]) -> str:
    return field(default_factory=make)


@dataclass
class Child:
    """A process that the demo started: its id, and when it began (seconds since 1970)."""

    pid: int
    started: float


@dataclass
class State:
    """The demo's memory; every value is made at the first start and then kept."""

    secret_key: str = _new(lambda: secrets.token_urlsafe(32))
    account_sid: str = _new(lambda: f"AC{secrets.token_hex(16)}")
    auth_token: str = _new(lambda: secrets.token_hex(16))
    admin_password: str = _new(_words)
    agent_password: str = _new(_words)
    manager_password: str = _new(_words)
    guide_password: str = _new(_words)
    children: dict[str, Child] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> "State":
        """What an earlier demo wrote; a new state where there is none or it is torn."""
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            stored["children"] = {name: Child(**one) for name, one in stored["children"].items()}
            return cls(**stored)
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return cls()

    def save(self, path: Path) -> None:
        """Write it whole, for the owner's eyes only."""
        write_private(path, json.dumps(asdict(self), indent=2) + "\n")


def write_private(path: Path, text: str) -> None:
    """Write a file in one step, readable by its owner only."""
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    part.chmod(0o600)
    part.write_text(text, encoding="utf-8")
    part.replace(path)
