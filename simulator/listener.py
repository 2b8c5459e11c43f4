"""The HTTP server: a thread a connection, answers in one packet, lines that it can cut."""

import contextlib
import io
import socket
import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler
from typing import Any, cast
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication

from simulator.misbehaving import DROP

LARGEST_BODY = 32 * 1024 * 1024


class Listener(socketserver.ThreadingTCPServer):
    """Listens on loopback and hands each request to a WSGI application.

    Not werkzeug's server, which closes the connection after every answer: at a benchmark's
    rate that costs more than the answers.
    """

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, host: str, port: int, app: WSGIApplication) -> None:
        """Bind; `port` 0 takes any free one."""
        self.app = app
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), Handler)
        self.bound: tuple[str, int] = (host, int(self.socket.getsockname()[1]))

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection and remember it."""
        line, address = super().get_request()
        with self._lock:
            self._open.add(line)
        return line, address

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection and close it."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Cut every open connection, so that its thread ends."""
        with self._lock:
            lines = list(self._open)
        for line in lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nothing to speak of; anything else is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection: request after request until either side closes it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 120

    def answer(self) -> None:
        """Read one whole request, run the application, write its answer in one piece."""
        length = int(self.headers.get("Content-Length") or 0)
        if "Transfer-Encoding" in self.headers or length > LARGEST_BODY:
            self.send_error(413 if length else 411)
            self.close_connection = True
            return
        body = self.rfile.read(length)
        app = cast(Listener, self.server).app
        said: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], problem: Any = None) -> Any:
            said.update(status=status, headers=headers)
            return None

        parts = app(self._environ(body), start)
        try:
            content = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        if any(name == DROP for name, _ in said["headers"]):
            self.close_connection = True
            return
        self._write(said["status"], said["headers"], content)

    do_GET = do_POST = do_DELETE = do_HEAD = do_PUT = answer  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the wire has a log of its own."""

    def _write(self, status: str, headers: list[tuple[str, str]], content: bytes) -> None:
        sent = {name.lower() for name, _ in headers}
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
        if "content-length" not in sent:
            lines.append(f"Content-Length: {len(content)}")
        lines += [f"Date: {self.date_time_string()}", "Server: simulator"]
        if self.close_connection:
            lines.append("Connection: close")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        self.wfile.write(head if self.command == "HEAD" else head + content)

    def _environ(self, body: bytes) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        host, port = cast(Listener, self.server).bound
        environ = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": host,
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            key = "HTTP_" + name.upper().replace("-", "_")
            if key not in ("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH"):
                environ[key] = f"{environ[key]}, {value}" if key in environ else value
        return environ
