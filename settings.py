"""The environment: read once, typed, frozen. What each name means stands in the README."""

import os
import re
from functools import cached_property
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent
S = TypeVar("S", bound="DatabaseSettings")


class SettingsProblem(Exception):
    """Settings are missing or malformed; the text names every one of them."""


class DatabaseSettings(BaseSettings):
    """Where the database is: all that the migrations need to know."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    database_url: str

    @field_validator("database_url")
    @classmethod
    def _postgresql(cls, value: str) -> str:
        """Accept the spellings hosts give; the driver is always psycopg 3."""
        scheme, found, rest = value.partition("://")
        if not found or scheme.split("+")[0] not in ("postgres", "postgresql"):
            raise ValueError("a PostgreSQL address is needed: postgresql://user@host:5432/name")
        return f"postgresql+psycopg://{rest}"


class Settings(DatabaseSettings):
    """Every setting. A name here in capitals is the environment variable."""

    public_url: str
    twilio_account_sid: str = Field(pattern=r"^AC[0-9a-zA-Z]{32}$")
    twilio_auth_token: str = Field(min_length=1, repr=False)
    whatsapp_sender: str = Field(pattern=r"^whatsapp:\+[1-9][0-9]{6,14}$")
    secret_key: str = Field(min_length=8, repr=False)
    organization_name: str = Field(min_length=1)
    organization_timezone: str

    redis_url: str | None = None
    twilio_auth_token_secondary: str | None = Field(default=None, repr=False)
    twilio_api_url: str | None = None
    default_region: str = Field(default="KZ", pattern=r"^[A-Z]{2}$")
    default_language: str = Field(default="ru", pattern=r"^(en|ru)$")
    admin_email: str | None = None
    admin_password: str | None = Field(default=None, repr=False)
    spool_dir: Path = ROOT / "var" / "spool"
    media_dir: Path = ROOT / "var" / "media"
    settle_unknown_after_seconds: float = Field(default=30, gt=0)
    live_url: str | None = None
    host: str = "0.0.0.0"  # noqa: S104  (a server behind a proxy; HOST narrows it)
    port: int = Field(default=8000, ge=1, le=65535)
    demo_clock: bool = False
    log_level: str = Field(default="INFO", pattern=r"^(DEBUG|INFO|WARNING|ERROR)$")

    @field_validator("public_url", "twilio_api_url", "live_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        """An http address, without the slash at its end."""
        if value is None:
            return None
        if not value.startswith(("http://", "https://")):
            raise ValueError("an address that begins with https:// is needed")
        return value.rstrip("/")

    @field_validator("organization_timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        """A name of the time-zone database."""
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as problem:
            raise ValueError("a zone such as Asia/Almaty is needed") from problem
        return value

    @field_validator("default_region", mode="before")
    @classmethod
    def _upper(cls, value: str) -> str:
        return value.upper()

    @cached_property
    def auth_tokens(self) -> tuple[str, ...]:
        """The tokens a signature may be made with: two while the operator rotates them."""
        return tuple(t for t in (self.twilio_auth_token, self.twilio_auth_token_secondary) if t)


def load() -> Settings:
    """Read the environment. Raises SettingsProblem naming everything missing or malformed."""
    return _read(Settings)


def load_database() -> DatabaseSettings:
    """Read only where the database is. Raises SettingsProblem."""
    return _read(DatabaseSettings)


def _read(kind: type[S]) -> S:
    try:
        return kind(_env_file=_file())  # type: ignore[call-arg]
    except ValidationError as problem:
        raise SettingsProblem(_sentence(problem)) from None


def _file() -> Path:
    """Where settings stand that the environment does not have: .env, or the running demo's.

    The demo's processes and any command beside them must see its settings and no others.
    """
    demo = Path(os.environ.get("DEMO_FOLDER") or ROOT / "var") / "demo.env"
    return demo if _is_alive(demo) else ROOT / ".env"


def _is_alive(demo: Path) -> bool:
    """Whether the demo that wrote the file still runs; a killed one leaves it behind."""
    try:
        found = re.search(r"^DEMO_PID=([0-9]+)$", demo.read_text(encoding="utf-8"), re.MULTILINE)
        os.kill(int(found[1]) if found else 0, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return found is not None


def _sentence(problem: ValidationError) -> str:
    """All findings in one text, never with a value: some are secrets."""
    missing, malformed = [], []
    for finding in problem.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in finding["loc"]).upper()
        if finding["type"] == "missing":
            missing.append(name)
        else:
            malformed.append(f"{name} ({finding['msg'].removeprefix('Value error, ')})")
    parts = []
    if missing:
        parts.append(f"These settings are missing: {', '.join(missing)}.")
    if malformed:
        parts.append(f"These settings are malformed: {'; '.join(malformed)}.")
    parts.append("Set them in the environment or in .env; `make demo` runs without any.")
    return " ".join(parts)
