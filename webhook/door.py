"""The door: a verified webhook goes to the database, or to the spool while that is away."""

import threading
from datetime import timedelta

import structlog
from prometheus_client import Counter
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from crm import events
from crm.events import Webhook
from crm.provider import Provider
from webhook.spool import Spool

PROBE_EVERY = timedelta(seconds=1)

SPOOLED = Counter("dreamland_webhooks_spooled_total", "Webhooks kept on disk")

log = structlog.get_logger()


class Door:
    """Takes webhooks in, and drains the spool when the database is back."""

    def __init__(self, sessions: sessionmaker[Session], provider: Provider, spool: Spool) -> None:
        """Nothing runs until `start_draining`."""
        self.spool = spool
        self._sessions = sessions
        self._provider = provider
        self._away = threading.Event()
        self._stopped = threading.Event()

    def take(self, webhook: Webhook) -> None:
        """Keep a webhook durably. Raises OSError with both places gone.

        While the database is known to be away nobody waits for it: the drain's probe finds
        out when it is back.
        """
        if not self._away.is_set():
            try:
                events.take(self._sessions, self._provider, webhook)
            except SQLAlchemyError as problem:
                self._away.set()
                log.error("database_away", error=type(problem).__name__)
            else:
                return
        self.spool.write(webhook)
        SPOOLED.inc()

    def drain(self) -> int:
        """Bring the spool into the database, if both are there; says how many were taken."""
        if not self._away.is_set() and self.spool.extent()[0] == 0:
            return 0
        try:
            with self._sessions.begin() as session:
                session.execute(text("SELECT 1"))
            drained = self.spool.drain(self._take_spooled)
        except SQLAlchemyError:
            return 0
        self._away.clear()
        return drained

    def start_draining(self) -> None:
        """Drain in the background as long as the process lives."""
        threading.Thread(target=self._drain_forever, name="spool-drain", daemon=True).start()

    def stop_draining(self) -> None:
        """Let the background drain end within a second."""
        self._stopped.set()

    def _take_spooled(self, webhook: Webhook) -> None:
        events.take(self._sessions, self._provider, webhook)

    def _drain_forever(self) -> None:
        while not self._stopped.wait(PROBE_EVERY.total_seconds()):
            try:
                drained = self.drain()
            except OSError as problem:
                log.error("spool_unusable", error=str(problem))
            except Exception:  # whatever it is: without this thread the spool fills for ever
                log.exception("spool_drain_failed")
            else:
                if drained:
                    log.info("spool_drained", webhooks=drained)
