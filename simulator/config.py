"""What a simulator is started with: read from the command line, else from the environment."""

import argparse
import ipaddress
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PREFIX = "SIMULATOR_"


class NotLoopback(ValueError):
    """The simulator was told to listen where other machines could reach it."""


@dataclass(frozen=True)
class Config:
    """Everything a simulator is started with; only the first four have no default.

    `media_base` stands at the front of the media addresses in webhooks: Twilio's own host, as
    Twilio writes it (the product replaces it by its TWILIO_API_URL). The three `…_after` are
    seconds between the states of an outbound message.
    """

    webhook_url: str
    account_sid: str
    auth_token: str
    senders: tuple[str, ...]
    public_url: str = ""
    host: str = "127.0.0.1"
    port: int = 0
    business_name: str = "Dreamland"
    media_base: str = "https://api.twilio.com"
    assets: Path | None = None
    state: Path | None = None
    crm_url: str | None = None
    sent_after: float = 0.1
    delivered_after: float = 0.3
    read_after: float = 0.8
    approve_after: float = 0.0
    retries: int = 1
    retry_on: str = "ct"
    fallback_url: str = ""

    def __post_init__(self) -> None:
        """Refuse what could be reached from outside or mistaken for Twilio's shapes."""
        if not is_loopback(self.host):
            raise NotLoopback(f"the simulator listens on loopback only, never on {self.host}")
        if not re.fullmatch(r"AC[0-9a-fA-F]{32}", self.account_sid):
            raise ValueError("the account sid is AC and 32 hexadecimal digits")
        if not self.senders or not all(
            re.fullmatch(r"whatsapp:\+\d{7,15}", s) for s in self.senders
        ):
            raise ValueError("a sender is written whatsapp:+14155238886, and one is needed")

    @property
    def signed_url(self) -> str:
        """The product's address as Twilio was given it: signatures are computed over it."""
        return (self.public_url or self.webhook_url).rstrip("/")

    @property
    def posted_url(self) -> str:
        """The product's address as this machine reaches it."""
        return self.webhook_url.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a socket bound to `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def parse(arguments: Sequence[str], environment: Mapping[str, str]) -> Config:
    """Read the flags; each may stand in the environment as SIMULATOR_… instead.

    Raises SystemExit with a sentence, as argparse does, for what is missing or malformed.
    """
    parser = _parser()
    given = vars(parser.parse_args([*_flags_from(environment, arguments), *arguments]))
    given["senders"] = tuple(
        part for value in given.pop("sender") for part in value.replace(",", " ").split()
    )
    try:
        return Config(**given)
    except ValueError as problem:
        parser.error(str(problem))


def _flags_from(environment: Mapping[str, str], arguments: Sequence[str]) -> list[str]:
    """The environment's settings as flags, but for those that stand among the arguments."""
    given = {argument.partition("=")[0] for argument in arguments}
    values = {name: environment.get(_variable(name)) for name, *_ in FLAGS}
    return [f"--{n}={value}" for n, value in values.items() if value and f"--{n}" not in given]


def _variable(name: str) -> str:
    return PREFIX + name.replace("-", "_").upper()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m simulator", description=__doc__, allow_abbrev=False)
    for name, kind, default, words in FLAGS:
        parser.add_argument(
            f"--{name}",
            type=kind,
            default=default,
            required=name in REQUIRED,
            action="append" if name == "sender" else "store",
            help=f"{words} ({_variable(name)})",
        )
    return parser


REQUIRED = ("webhook-url", "account-sid", "auth-token", "sender")
FLAGS: tuple[tuple[str, type, object, str], ...] = (
    ("host", str, "127.0.0.1", "loopback address to listen on"),
    ("port", int, 8001, "port to listen on, 0 for any free one"),
    ("webhook-url", str, None, "the product's address, as reached from here"),
    ("public-url", str, "", "the product's address as signatures know it, if another"),
    ("account-sid", str, None, "AC and 32 hexadecimal digits"),
    ("auth-token", str, None, "the account's token: basic auth and signatures"),
    ("sender", str, None, "whatsapp:+…, repeated or with commas for several"),
    ("business-name", str, "Dreamland", "the name on the phone"),
    ("media-base", str, "https://api.twilio.com", "the host of media addresses in webhooks"),
    ("assets", Path, None, "folder laid out as node_modules: font and icons"),
    ("state", Path, None, "file that keeps phones, messages and templates"),
    ("crm-url", str, None, "the product's pages, for the link to the inbox"),
    ("sent-after", float, 0.1, "seconds until sent"),
    ("delivered-after", float, 0.3, "seconds from sent to delivered"),
    ("read-after", float, 0.8, "seconds from delivered to read"),
    ("approve-after", float, 0.0, "seconds until a submitted template is approved"),
    ("retries", int, 1, "times a failed webhook is posted again"),
    ("retry-on", str, "ct", "what counts as failed: ct, rt, 4xx, 5xx, all; several with commas"),
    ("fallback-url", str, "", "path that is asked when a webhook has failed for good"),
)
