"""Settle unknown: ask the provider for messages whose send was never answered."""

import threading
import time
from datetime import UTC, datetime, timedelta

import structlog

import now
from crm.messages import settle
from crm.provider import ProviderUnavailable
from runtime import Runtime

BATCH = 3
"""As many as can be asked for before their lease ends, each with the provider's time-out."""

SECONDS = 50.0
"""It ends by itself after this; the clock asks again."""

END_OF_TIME = datetime.max.replace(tzinfo=UTC)

log = structlog.get_logger()


def settle_unknown(runtime: Runtime, stop: threading.Event) -> int:
    """Look for every unsettled message whose look is due; says how many were asked for."""
    asked = 0
    settle_after = timedelta(seconds=runtime.settings.settle_unknown_after_seconds)
    ends_at = time.monotonic() + SECONDS
    while not stop.is_set() and time.monotonic() < ends_at:
        with runtime.sessions.begin() as session:
            questions = settle.due(session, BATCH, now.utc())
        if not questions:
            break
        for question in questions:
            asked += _ask(runtime, question, settle_after)
    return asked


def _ask(runtime: Runtime, question: settle.Question, settle_after: timedelta) -> int:
    """One look. Where the provider cannot be asked, the look comes again by itself."""
    # The demo's clock may have been moved while the call flew, and the provider's before ours.
    until = END_OF_TIME if runtime.settings.demo_clock else question.until
    try:
        listed = runtime.provider.find_sent(
            question.sender_address, question.client_address, question.since, until
        )
    except ProviderUnavailable as problem:
        log.warning("look_failed", communication_id=question.id, error=str(problem))
        return 0
    with runtime.sessions.begin() as session:
        settle.answer(session, question, listed, settle_after, now.utc())
    return 1
