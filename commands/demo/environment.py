"""The environment of a demo's processes, built from nothing: the caller's settings stay outside."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from commands.demo import data
from commands.demo.place import Place
from commands.demo.state import State, write_private
from settings import ROOT, Settings

MACHINE = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "USER")
"""What belongs to the machine and the person, not to the product."""


def product(
    place: Place, state: State, port: int, live_port: int, database_url: str
) -> dict[str, str]:
    """The product's settings."""
    return {
        "DATABASE_URL": database_url,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "TWILIO_ACCOUNT_SID": state.account_sid,
        "TWILIO_AUTH_TOKEN": state.auth_token,
        "TWILIO_API_URL": f"http://127.0.0.1:{port + 1}",
        "WHATSAPP_SENDER": data.SENDER,
        "SECRET_KEY": state.secret_key,
        "ORGANIZATION_NAME": data.ORGANIZATION,
        "ORGANIZATION_TIMEZONE": data.TIMEZONE,
        "DEFAULT_REGION": "KZ",
        "DEFAULT_LANGUAGE": "ru",
        "ADMIN_EMAIL": data.ADMIN,
        "ADMIN_PASSWORD": state.admin_password,
        "SPOOL_DIR": str(place.folder / "spool"),
        "MEDIA_DIR": str(place.folder / "media"),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "LIVE_URL": f"http://127.0.0.1:{live_port}",
        "DEMO_CLOCK": "1",
    }


def simulator(place: Place, state: State, port: int) -> dict[str, str]:
    """The simulator's flags; in the environment, where no list of processes shows the token."""
    return {
        "SIMULATOR_PORT": str(port + 1),
        "SIMULATOR_WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "SIMULATOR_CRM_URL": f"http://127.0.0.1:{port}/inbox/",
        "SIMULATOR_ACCOUNT_SID": state.account_sid,
        "SIMULATOR_AUTH_TOKEN": state.auth_token,
        "SIMULATOR_SENDER": data.SENDER,
        "SIMULATOR_BUSINESS_NAME": data.ORGANIZATION,
        "SIMULATOR_ASSETS": str(ROOT / "node_modules"),
        "SIMULATOR_STATE": str(place.folder / "simulator.sqlite"),
    }


def of_process(place: Place, settings: Mapping[str, str]) -> dict[str, str]:
    """A whole environment: the machine's part, and these settings."""
    own = {name: os.environ[name] for name in MACHINE if name in os.environ}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return {**own, "PATH": path, "DEMO_FOLDER": str(place.folder), **settings}


def read(settings: Mapping[str, str]) -> Settings:
    """The settings object of these values and no others."""
    given: dict[str, Any] = {name.lower(): value for name, value in settings.items()}
    given |= dict.fromkeys(("redis_url", "twilio_auth_token_secondary", "_env_file"))
    return Settings(**given, log_level="WARNING")


def publish(place: Place, settings: Mapping[str, str]) -> None:
    """Let other commands of this checkout find the running demo: var/demo.env, mode 600.

    The process id tells them whether it still runs.
    """
    lines = [f"{name}='{value}'" for name, value in settings.items()]
    text = "\n".join(["# Of the running demo; removed when it stops.", *lines])
    write_private(place.folder / "demo.env", f"{text}\nDEMO_PID={os.getpid()}\n")


def withdraw(place: Place) -> None:
    """The demo runs no more, or not yet."""
    (place.folder / "demo.env").unlink(missing_ok=True)
