"""A webhook whose signature does not fit: what Twilio signed instead, counted and kept.

Anybody can send such a request, so the database hears of strangers' once a second at most.
"""

import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import structlog
from flask import Request
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

import now
from crm import webhook_refusals
from crm.provider import Provider

EVERY_SECONDS = 1.0

REFUSED = Counter("dreamland_webhooks_refused_total", "Webhooks without a valid signature")

log = structlog.get_logger()


class Refusals:
    """Counts what one process refuses. Safe to use from several threads."""

    def __init__(self, sessions: sessionmaker[Session], provider: Provider) -> None:
        """Nothing is written until something is refused."""
        self._sessions = sessions
        self._provider = provider
        self._lock = threading.Lock()
        self._uncounted = 0
        self._written = float("-inf")

    def note(self, request: Request, form: object, expected: str) -> None:
        """Count the refused request; what cannot be written now is counted with the next."""
        REFUSED.inc()
        log.warning("signature_refused", expected_address=expected)
        if self._provider.read_probe(form) is not None:
            self._write("probe", 1, expected, None)
            return
        count = self._due()
        if count:
            signed = self._signed(request, form, expected)
            self._write("provider" if signed else "stranger", count, expected, signed)

    def _due(self) -> int:
        """How many to count now; 0 while the last were counted within the second."""
        with self._lock:
            self._uncounted += 1
            if time.monotonic() - self._written < EVERY_SECONDS:
                return 0
            count, self._uncounted = self._uncounted, 0
            self._written = time.monotonic()
            return count

    def _signed(self, request: Request, form: object, expected: str) -> str | None:
        """The address that our token did sign, among those a wrong setting would give Twilio."""
        signature = request.headers.get("X-Twilio-Signature", "")
        return next(
            (
                address
                for address in addresses(request, expected)
                if self._provider.verify(address, form, signature)
            ),
            None,
        )

    def _write(self, origin: str, count: int, expected: str, signed: str | None) -> None:
        try:
            with self._sessions.begin() as session:
                webhook_refusals.note(session, origin, count, expected, signed, now.utc())
        except SQLAlchemyError as problem:
            log.warning("refusal_not_counted", error=type(problem).__name__)


def addresses(request: Request, expected: str) -> Iterator[str]:
    """What Twilio may have been given instead of the expected address."""
    parts = urlsplit(expected)
    hosts = (parts.netloc, parts.hostname or "", request.host)
    forwarded = request.headers.get("X-Forwarded-Host", "").split(",")[0].strip()
    for scheme in ("https", "http"):
        for host in dict.fromkeys(host for host in (*hosts, forwarded) if host):
            for path in (parts.path, parts.path + "/"):
                query = f"?{parts.query}" if parts.query else ""
                yield f"{scheme}://{host}{path}{query}"
