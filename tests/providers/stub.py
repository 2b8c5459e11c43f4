"""A small server that answers as it is told and keeps what it was asked; for faults only."""

import base64
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ACCOUNT = "AC" + "0" * 32
TOKEN = "the-token"
SENDER = "whatsapp:+14155238886"
CLIENT = "whatsapp:+77012345678"
STATUS_URL = "https://crm.example.com/webhooks/twilio/status"
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
MEDIA = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM{'1' * 32}/Media/ME{'2' * 32}"

Misbehave = Callable[[socket.socket], object]


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: str

    @property
    def form(self) -> dict[str, str]:
        """The body's fields, the first value of each."""
        return {name: values[0] for name, values in parse_qs(self.body).items()}

    @property
    def credentials(self) -> str | None:
        """What Basic authentication said."""
        header = self.headers.get("Authorization")
        return base64.b64decode(header.removeprefix("Basic ")).decode() if header else None


@dataclass(frozen=True)
class Reply:
    """What to answer. `misbehave` takes the connection over in its stead."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    misbehave: Misbehave | None = None

    def __str__(self) -> str:
        """The same words in every process: tests are named by them."""
        if self.misbehave:
            return f"{self.status} {self.misbehave.__name__}"
        text = self.body[:40].decode("ascii", "replace")
        return f"{self.status} {text if text.isprintable() else f'{len(self.body)} bytes'}"


def in_json(value: Any, status: int = 200, **headers: str) -> Reply:
    """An answer as Twilio writes it."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json", **named})


def refusal(status: int, code: int, **headers: str) -> Reply:
    """Twilio's body of an error."""
    body = {"code": code, "message": "no", "more_info": "", "status": status}
    return in_json(body, status, **headers)


def hang_up(_: socket.socket) -> None:
    """Take the request and drop the answer."""


def stay_silent(connection: socket.socket) -> None:
    """Take the request and answer nothing until the other side gives up."""
    connection.recv(1)


def trickle(connection: socket.socket) -> None:
    """Begin an answer and send a byte of its body at a time, for three seconds."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(60):
        connection.sendall(b"{")
        time.sleep(0.05)


class Stub:
    """Replies by path, in order; the last one of a path is given again and again."""

    def __init__(self) -> None:
        """Begin with no answers: everything is 404."""
        self.asked: list[Asked] = []
        self.replies: dict[str, list[Reply]] = {}
        self.connections = 0
        self.url = ""

    def on(self, path: str, *replies: Reply) -> None:
        """Answer `path` so."""
        self.replies[path] = list(replies)

    def reply_to(self, asked: Asked) -> Reply:
        """The next answer, and a note of what was asked."""
        self.asked.append(asked)
        waiting = self.replies.get(asked.path, [Reply(404)])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


class Server(ThreadingHTTPServer):
    """The stub over HTTP, on a free port of 127.0.0.1."""

    daemon_threads = True

    def __init__(self, stub: Stub) -> None:
        """Listen and answer until shut down."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.stub = stub
        stub.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def get_request(self) -> tuple[socket.socket, Any]:
        """Count what connects."""
        self.stub.connections += 1
        return super().get_request()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay quiet: the other side hangs up on purpose in these tests."""


class Handler(BaseHTTPRequestHandler):
    """Reads a request, asks the stub, answers."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Server

    def answer(self) -> None:
        """One request and its answer."""
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        query = parse_qs(parts.query)
        headers = {name.title(): value for name, value in self.headers.items()}
        asked = Asked(self.command, parts.path, query, headers, body)
        reply = self.server.stub.reply_to(asked)
        if reply.misbehave is not None:
            self.close_connection = True
            reply.misbehave(self.connection)
            return
        self.send_response(reply.status)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    do_GET = do_POST = answer  # noqa: N815 - http.server finds them by these names

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output clean."""
