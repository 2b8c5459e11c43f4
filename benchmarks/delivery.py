"""Messages a second of one sender with 16 calls in flight at an 80 ms provider."""

import time
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.bench import Figure, cpu_seconds, peak_megabytes
from tests.product import Product, until

MESSAGES = 2400
LATENCY_MS = 80
CEILING = 16 / (LATENCY_MS / 1000)


def run(url: str, folder: Path) -> list[Figure]:
    """Queue the messages, let the clock send them, and look at the middle of the run."""
    product = Product(url, folder, redis_url=None)
    try:
        product.control("faults", name="latency", ms=LATENCY_MS)
        product.control("faults", name="callback_never")
        _queue(url)
        product.start("clock")
        until(lambda: _sent(product) >= MESSAGES * 0.15, 60)
        began, first, cpu = time.perf_counter(), _sent(product), cpu_seconds(product.pid("clock"))
        until(lambda: _sent(product) >= MESSAGES * 0.9, 120)
        seconds, last = time.perf_counter() - began, _sent(product)
        cpu = cpu_seconds(product.pid("clock")) - cpu
        memory = peak_megabytes(product.pid("clock"))
    finally:
        product.stop()
    rate = (last - first) / seconds
    return [
        Figure("messages/s of one sender over 16 / 80 ms", rate / CEILING, 0.9),
        Figure("  messages/s", rate),
        Figure("  CPU of the worker, ms a message", cpu * 1000 / (last - first), 3, at_most=True),
        Figure("  peak memory of the worker, MB", memory, 150, at_most=True),
    ]


def _sent(product: Product) -> int:
    count: int = product.one("SELECT count(*) FROM communications WHERE whatsapp_status = 'sent'")
    return count


def _queue(url: str) -> None:
    """One due message to each of many clients whose window is open; the rate limit lifted."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE whatsapp_senders SET rate_per_second = 100000"))
        connection.execute(
            text(
                """
                WITH made AS (
                    INSERT INTO clients (organization_id, name, phone, preferred_language)
                    SELECT o.id, 'Client ' || n, '+7701' || lpad(n::text, 7, '0'), 'ru'
                    FROM organizations o, generate_series(1, :messages) n
                    RETURNING id, organization_id, phone
                ), addresses AS (
                    INSERT INTO client_addresses
                        (organization_id, client_id, address, first_seen_at, last_seen_at)
                    SELECT organization_id, id, 'whatsapp:' || phone, now(), now() FROM made
                    RETURNING id, organization_id, client_id
                ), threads AS (
                    INSERT INTO conversations (organization_id, sender_id, address_id, client_id,
                        last_message_at, last_inbound_at)
                    SELECT a.organization_id, s.id, a.id, a.client_id, now(), now()
                    FROM addresses a JOIN whatsapp_senders s
                        ON s.organization_id = a.organization_id
                    RETURNING id, organization_id, sender_id, client_id
                )
                INSERT INTO communications (organization_id, sender_id, client_id,
                    conversation_id, direction, author, kind, body, whatsapp_status, not_before)
                SELECT organization_id, sender_id, client_id, id, 'outbound', 'agent', 'text',
                    'Добрый день! Места есть.', 'queued', now() FROM threads
                """
            ),
            {"messages": MESSAGES},
        )
    engine.dispose()
