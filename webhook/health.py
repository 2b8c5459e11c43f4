"""For supervisors, load balancers and Prometheus: does it live, can it keep, how much waits."""

import os
from datetime import timedelta
from typing import Any

import structlog
from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Gauge,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

import now
import runtime
from crm import heartbeats
from webhook.views import door

CLOCK_SILENT = timedelta(seconds=20)

# Whichever process answers, what it reads is true of all: the newest reading counts.
WAITING = Gauge(
    "dreamland_waiting", "Rows that wait, by kind", ["kind"], multiprocess_mode="mostrecent"
)
SPOOL_FILES = Gauge(
    "dreamland_spool_files", "Webhooks waiting on disk", multiprocess_mode="mostrecent"
)

log = structlog.get_logger()
bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    """The process lives."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
def readyz() -> tuple[Response, int]:
    """200 while a webhook can be kept; what stands behind it in the body."""
    state = {**_database(), "spool": _spool(), "redis": _redis()}
    seen = current_app.extensions.setdefault("schema_seen", [])
    if state["schema"] == "ok" and not seen:
        seen.append(True)
    ready = bool(seen) and (state["database"] == "ok" or state["spool"] != "unusable")
    return jsonify(ready=ready, **state), 200 if ready else 503


@bp.get("/metrics")
def metrics() -> Response:
    """Prometheus' text format. Keep it private: it says how much business there is."""
    SPOOL_FILES.set(door().spool.extent()[0])
    try:
        with runtime.current().sessions() as session:
            for kind, count in _waiting(session):
                WAITING.labels(kind).set(count)
    except SQLAlchemyError as problem:
        log.warning("metrics_without_database", error=type(problem).__name__)
    return Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:
    """The counters of all web processes, where they share them (scripts/web.sh); else our own."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


_WAITING = text(
    """
    SELECT 'queued', count(*) FROM communications WHERE whatsapp_status = 'queued'
    UNION ALL SELECT 'sending', count(*) FROM communications WHERE whatsapp_status = 'sending'
    UNION ALL SELECT 'events', count(*) FROM webhook_events
        WHERE processed_at IS NULL AND parked_at IS NULL
    UNION ALL SELECT 'parked', count(*) FROM webhook_events
        WHERE processed_at IS NULL AND parked_at IS NOT NULL
    UNION ALL SELECT 'attachments', count(*) FROM attachments WHERE state = 'waiting'
    UNION ALL SELECT 'kept_reports', count(*) FROM delivery_reports WHERE communication_id IS NULL
    UNION ALL SELECT 'tasks', count(*) FROM tasks WHERE closed_at IS NULL
    """
)


def _waiting(session: Session) -> list[Any]:
    return list(session.execute(_WAITING).all())


def _database() -> dict[str, str]:
    """What can be told of the database, its schema and the clock, in one visit: a database
    that hangs is waited for once."""
    try:
        with runtime.current().sessions() as session:
            if not session.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL")):
                return {"database": "ok", "schema": "missing", "clock": "unknown"}
            return {"database": "ok", "schema": "ok", "clock": _clock(session)}
    except SQLAlchemyError:
        return {"database": "away", "schema": "unknown", "clock": "unknown"}


def _spool() -> str:
    """`empty`, how many wait, or `unusable`."""
    try:
        spool = door().spool
        spool.check()
        files, _ = spool.extent()
    except OSError:
        return "unusable"
    return f"{files} waiting" if files else "empty"


def _redis() -> str:
    """`not used`, `ok` or `away`."""
    url = runtime.current().settings.redis_url
    if url is None:
        return "not used"
    try:
        with Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1, retry=None) as client:
            client.ping()
    except RedisError:
        return "away"
    return "ok"


def _clock(session: Session) -> str:
    """`ok`, `silent` or `never seen`."""
    last = heartbeats.last(session, "clock")
    if last is None:
        return "never seen"
    return "ok" if now.utc() - last < CLOCK_SILENT else "silent"
