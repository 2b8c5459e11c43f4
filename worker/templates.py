"""Templates: hand them in for approval, and read what the provider holds of them."""

import threading

import structlog

import now
from crm import template_submission, template_sync
from crm.provider import ProviderUnavailable, SendError, UnknownOutcome
from crm.template_submission import Order
from runtime import Runtime

log = structlog.get_logger()


def submit_templates(runtime: Runtime, stop: threading.Event) -> int:
    """Hand in what is wanted, one after the other; says how many were taken."""
    count = 0
    while not stop.is_set():
        with runtime.sessions.begin() as session:
            order = template_submission.claim(session, runtime.settings.public_url, now.utc())
        if order is None:
            break
        count += _hand_in(runtime, order)
    return count


def sync_templates(runtime: Runtime, stop: threading.Event) -> int:
    """Read what the provider holds, for every organization that is due; says for how many."""
    count = 0
    while not stop.is_set():
        with runtime.sessions.begin() as session:
            organization_id = template_sync.claim(session, now.utc())
        if organization_id is None:
            break
        count += _read(runtime, organization_id)
    return count


def _hand_in(runtime: Runtime, order: Order) -> int:
    """One template. Where nobody knows what became of it, the next try looks first."""
    problem = None
    try:
        held = {one.friendly_name: one for one in runtime.provider.list_templates()}
        found = held.get(order.draft.friendly_name)
        template_submission.hand_in(runtime.provider, order.draft, found)
    except SendError as refused:
        problem = f"{refused.reason} ({refused.code})"
    except (UnknownOutcome, ProviderUnavailable) as silence:
        log.warning("template_later", template_id=order.template_id, error=type(silence).__name__)
        return 0
    with runtime.sessions.begin() as session:
        template_submission.done(session, order, problem, now.utc())
    return problem is None


def _read(runtime: Runtime, organization_id: int) -> int:
    try:
        states = runtime.provider.list_templates()
    except ProviderUnavailable as silence:
        log.warning("templates_unread", organization_id=organization_id, error=str(silence))
        return 0
    with runtime.sessions.begin() as session:
        template_sync.take_over(session, organization_id, states, now.utc())
    return 1
