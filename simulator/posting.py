"""One signed form over HTTP to the product, with Twilio's time limits and its idea of a failure."""

import contextlib
import http.client
import select
import threading
import time
import urllib.parse
from collections import defaultdict
from dataclasses import dataclass

from simulator.signing import Pairs

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
BODY_KEPT = 2000
IDLE_SECONDS = 1.0
"""A line idle for longer may be closed by the product at the moment it is used."""


@dataclass(frozen=True)
class Answer:
    """How the product answered: a status, or what failed (`ct` connecting, `rt` reading)."""

    status: int
    body: str
    content_type: str
    seconds: float
    failure: str = ""

    def failed_as(self, policy: str) -> bool:
        """Whether a retry policy (`ct`, `rt`, `4xx`, `5xx`, `all`) names what happened."""
        kind = self.failure or f"{self.status // 100}xx"
        named = {part.strip() for part in policy.split(",")}
        return kind in ("ct", "rt", "4xx", "5xx") and bool(named & {kind, "all"})


Kept = tuple[http.client.HTTPConnection, float]
"""A connection and when it was last used."""


class Lines:
    """Connections to the product, kept open: a callback must cost less than what it reports."""

    def __init__(self) -> None:
        """Start with none."""
        self._lock = threading.Lock()
        self._idle: defaultdict[str, list[Kept]] = defaultdict(list)
        self._closed = False

    def post(self, url: str, pairs: Pairs, headers: dict[str, str]) -> Answer:
        """Post a form. Never raises for what the network does: the answer says it."""
        begun = time.monotonic()
        parts = urllib.parse.urlsplit(url)
        try:
            line = self._take(parts)
        except OSError as problem:
            return Answer(0, str(problem), "", time.monotonic() - begun, "ct")
        target = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        body = urllib.parse.urlencode(pairs, errors="surrogatepass").encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        try:
            line.request("POST", target, body, headers | kind)
            response = line.getresponse()
            text = response.read().decode(errors="replace")[:BODY_KEPT]
        except (OSError, http.client.HTTPException) as problem:
            line.close()
            return Answer(0, repr(problem), "", time.monotonic() - begun, "rt")
        self._give_back(parts.netloc, line)
        media_type = response.headers.get("Content-Type", "")
        return Answer(response.status, text, media_type, time.monotonic() - begun)

    def close(self) -> None:
        """Close what is idle, and whatever comes back later."""
        with self._lock:
            self._closed = True
            for line, _ in (kept for lines in self._idle.values() for kept in lines):
                line.close()
            self._idle.clear()

    def _take(self, parts: urllib.parse.SplitResult) -> http.client.HTTPConnection:
        while True:
            with self._lock:
                idle = self._idle[parts.netloc]
                line, since = idle.pop() if idle else (None, 0.0)
            if line is None:
                return connect(parts)
            if time.monotonic() - since < IDLE_SECONDS and not _closed_by_peer(line):
                return line
            line.close()

    def _give_back(self, netloc: str, line: http.client.HTTPConnection) -> None:
        with self._lock:
            if not self._closed and line.sock is not None:
                self._idle[netloc].append((line, time.monotonic()))
                return
        line.close()


def connect(parts: urllib.parse.SplitResult) -> http.client.HTTPConnection:
    """A new connection with Twilio's time limits. Raises OSError."""
    secure = parts.scheme == "https"
    make = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    line = make(parts.hostname or "", parts.port, timeout=CONNECT_SECONDS)
    line.connect()
    line.sock.settimeout(READ_SECONDS)
    return line


def _closed_by_peer(line: http.client.HTTPConnection) -> bool:
    """A kept connection with something to read can only have been closed."""
    with contextlib.suppress(OSError, ValueError):
        return bool(select.select([line.sock], [], [], 0)[0])
    return True
