"""The one place that joins things: settings to engine, sessions and providers."""

import logging
import sys
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from flask import Flask, current_app
from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.orm import Session, sessionmaker

import now
import settings as environment
from crm import demo_clock
from crm.payment_provider import PaymentProvider
from crm.provider import Provider
from providers.own_payment import OwnPayment
from providers.twilio import TwilioProvider
from settings import Settings

CONNECT_SECONDS = 2
CUT_LINE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""A line to the database cut without a word is noticed within half a minute (seconds; the last
is milliseconds), also by who only listens."""

STATUS_PATH = "/webhooks/twilio/status"


@dataclass(frozen=True)
class Runtime:
    """What a process works with."""

    settings: Settings
    engine: Engine
    sessions: sessionmaker[Session]
    provider: Provider
    payments: PaymentProvider = field(default_factory=OwnPayment)
    ahead: now.Ahead | None = None
    """What the process's time follows; in the demo only."""

    def close(self) -> None:
        """Let go of the database, and of the demo's clock."""
        self.engine.dispose()
        if self.ahead is not None:
            self.ahead.stop()


def build(settings: Settings, *, pool_size: int = 8, statement_seconds: int = 5) -> Runtime:
    """Join the parts. Connects to nothing yet: the first use does."""
    engine = create_engine(
        settings.database_url,
        pool_size=pool_size,
        max_overflow=2,
        pool_timeout=CONNECT_SECONDS,
        pool_use_lifo=True,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            **CUT_LINE,
            "options": f"-c statement_timeout={statement_seconds}s -c timezone=UTC -c jit=off",
        },
    )
    provider = TwilioProvider(
        account_sid=settings.twilio_account_sid,
        auth_tokens=settings.auth_tokens,
        api_url=settings.twilio_api_url,
        status_url=settings.public_url + STATUS_PATH,
    )
    ahead = _follow(settings.database_url) if settings.demo_clock else None
    return Runtime(settings, engine, sessionmaker(engine), provider, ahead=ahead)


def _follow(database_url: str) -> now.Ahead:
    """Have now.py follow the demo's clock: by a connection of its own."""
    limits = {"connect_timeout": CONNECT_SECONDS, "options": "-c statement_timeout=1s"}
    engine = create_engine(database_url, poolclass=NullPool, connect_args=limits)

    def read() -> timedelta:
        with Session(engine) as session:
            return demo_clock.offset(session)

    return now.follow(read)


def from_environment(*, pool_size: int = 8, statement_seconds: int = 30) -> Runtime:
    """The runtime of a command or worker. Stops the process with a sentence on bad settings."""
    try:
        settings = environment.load()
    except environment.SettingsProblem as problem:
        raise SystemExit(str(problem)) from None
    configure_logging(settings.log_level)
    return build(settings, pool_size=pool_size, statement_seconds=statement_seconds)


def attach(app: Flask, runtime: Runtime) -> None:
    """Give an app the runtime its views use."""
    app.extensions["runtime"] = runtime


def current() -> Runtime:
    """The runtime of the app that answers the request at hand."""
    found: Runtime = current_app.extensions["runtime"]
    return found


def configure_logging(level: str) -> None:
    """One JSON line an event on standard error; ids as fields, never bodies or full numbers."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
