"""A simulator in this process, a product that only listens, and someone who speaks to both."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest
import requests

from simulator import server
from simulator.config import Config

ACCOUNT, TOKEN = "AC" + "a1" * 16, "token-of-the-tests"
SENDER = "whatsapp:+14155238886"
MARIA = "whatsapp:+77012345678"
CALLBACK = "https://crm.example/webhooks/twilio/status?m=our-id"


@dataclass
class Heard:
    """One webhook as the product got it."""

    path: str
    form: dict[str, str]
    pairs: list[tuple[str, str]]
    headers: dict[str, str]


@dataclass(frozen=True)
class File:
    """A file that the product serves."""

    content: bytes = b"%PDF-1.7 of the tests"
    content_type: str = "application/pdf"
    disposition: str = 'inline; filename="voucher_ALT-7K3M9Q.pdf"'
    head_type: str | None = None
    """What HEAD says in place of the type, where the two differ."""


@dataclass
class Product:
    """A product that keeps what it is sent and answers as it is told."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    """The next answers; 200 when they are used up."""
    files: dict[str, File] = field(default_factory=dict)
    """What it serves by path; 404 for anything else."""
    fetched: list[str] = field(default_factory=list)
    """Each request for a file: method and path."""

    def callbacks(self) -> list[str]:
        """The statuses reported so far, in order."""
        return [h.form["MessageStatus"] for h in list(self.heard) if "MessageStatus" in h.form]

    def wait_for(self, count: int, seconds: float = 3.0) -> list[Heard]:
        """Wait until that many webhooks came; a little longer if more would be wrong."""
        until_true(lambda: len(self.heard) >= count, seconds)
        return self.heard


@pytest.fixture
def product() -> Iterator[Product]:
    """A tiny HTTP server in the product's place."""
    state = Product()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            pairs = parse_qsl(body, keep_blank_values=True)
            state.heard.append(Heard(self.path, dict(pairs), pairs, dict(self.headers)))
            self.send_response(state.statuses.pop(0) if state.statuses else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            state.fetched.append(f"{self.command} {self.path}")
            file = state.files.get(self.path)
            if file is None:
                self.send_error(404)
                return
            is_head = self.command == "HEAD"
            self.send_response(200)
            kind = (file.head_type if is_head else None) or file.content_type
            self.send_header("Content-Type", kind)
            self.send_header("Content-Disposition", file.disposition)
            self.send_header("Content-Length", str(len(file.content)))
            self.end_headers()
            if not is_head:
                self.wfile.write(file.content)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    thread = threading.Thread(target=lambda: listening.serve_forever(0.02))
    thread.start()
    state.url = f"http://127.0.0.1:{listening.server_port}"
    yield state
    listening.shutdown()
    thread.join()
    listening.server_close()


class Speaker:
    """Speaks to one simulator: the API with the account's credentials, the control without."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.api = requests.Session()
        self.api.auth = (ACCOUNT, TOKEN)
        self.plain = requests.Session()
        self.messages_url = f"{url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"

    def send(self, body: str = "Hello", **form: str) -> requests.Response:
        """Ask Twilio to send Maria a message; a name with a trailing _ overrides a field."""
        fields = {"To": MARIA, "From": SENDER, "Body": body, "StatusCallback": CALLBACK} | form
        return self.api.post(self.messages_url, data={k: v for k, v in fields.items() if v})

    def control(self, path: str, **wanted: Any) -> Any:
        """POST to the control API; its JSON."""
        return self.plain.post(f"{self.url}/control/{path}", json=wanted).json()

    def write(self, **wanted: Any) -> Any:
        """Let Maria write, which opens the window."""
        return self.control("inbound", **({"from": MARIA, "body": "Здравствуйте"} | wanted))

    def ask(self, path: str) -> Any:
        """GET from the control API; its JSON."""
        return self.plain.get(f"{self.url}/control/{path}").json()

    def content(self, body: str = "Hi {{1}}, all is well.", **more: Any) -> str:
        """Make an approved template, or one in the state given; its sid."""
        wanted = {"body": body, "variables": {"1": "Maria"}} | more
        return str(self.control("templates", **wanted)["sid"])

    def close(self) -> None:
        """Close both sessions."""
        self.api.close()
        self.plain.close()


def config(product_url: str, **more: Any) -> Config:
    """A configuration whose callbacks come at once."""
    at_once = {"sent_after": 0.0, "delivered_after": 0.01, "read_after": 0.01}
    return Config(product_url, ACCOUNT, TOKEN, (SENDER,), **(at_once | more))


@pytest.fixture
def twilio(product: Product) -> Iterator[Speaker]:
    """A simulator on a free port, and the means to speak to it."""
    running = server.start(config(product.url, public_url="https://crm.example"))
    speaker = Speaker(running.url)
    yield speaker
    speaker.close()
    running.stop()


def until_true(condition: Callable[[], bool], seconds: float = 3.0) -> bool:
    """Wait until something holds, at most so long; whether it does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return condition()
