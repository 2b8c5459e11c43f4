"""Where the records outlive a restart: one small SQLite file, written through; or nowhere."""

import json
import sqlite3
from pathlib import Path
from threading import Lock
from typing import Any


class Store:
    """Records by kind and key, each as JSON, in the order they were first put."""

    def __init__(self, path: Path | None) -> None:
        """Open or make the file; with no path nothing is kept."""
        self._lock = Lock()
        self._base: sqlite3.Connection | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            # A kill -9 loses nothing with these; only a power cut could lose the last moments.
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("PRAGMA synchronous=NORMAL")
            self._base.execute(
                "CREATE TABLE IF NOT EXISTS records (number INTEGER PRIMARY KEY,"
                " kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (kind, key))"
            )

    @property
    def keeps(self) -> bool:
        """Whether anything put here is kept."""
        return self._base is not None

    def put(self, kind: str, key: str, value: dict[str, Any]) -> None:
        """Keep a record, in place of an older one of that key."""
        if self._base is None:
            return
        with self._lock:
            self._base.execute(
                "INSERT INTO records (kind, key, value) VALUES (?, ?, ?)"
                " ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value",
                (kind, key, json.dumps(value)),
            )

    def drop(self, kind: str, key: str) -> None:
        """Forget one record."""
        if self._base is not None:
            with self._lock:
                self._base.execute("DELETE FROM records WHERE kind = ? AND key = ?", (kind, key))

    def all(self, kind: str) -> list[dict[str, Any]]:
        """Every record of a kind, in the order they were first put."""
        if self._base is None:
            return []
        with self._lock:
            rows = self._base.execute(
                "SELECT value FROM records WHERE kind = ? ORDER BY number", (kind,)
            ).fetchall()
        return [json.loads(value) for (value,) in rows]

    def clear(self) -> None:
        """Forget everything."""
        if self._base is not None:
            with self._lock:
                self._base.execute("DELETE FROM records")

    def close(self) -> None:
        """Close the file."""
        if self._base is not None:
            with self._lock:
                self._base.close()
            self._base = None
