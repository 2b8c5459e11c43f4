"""The way in: whether what the provider sends to our public address would get through.

A test calls that address from here, as the provider would, rightly and wrongly signed, and asks
the provider for our account. Its answers are kept with the number; what is made of them, and of
what really came in, is judged when somebody looks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from crm import webhook_refusals
from crm.models import Conversation, WebhookRefusal, WhatsappSender
from crm.provider import Provider

Answers = dict[str, Any]
OLD = timedelta(days=7)
"""A refusal of so long ago is history."""


@dataclass(frozen=True)
class Finding:
    """One line of the test: `key` says about what, `word` what was found."""

    key: str
    """answers, signed, forged, refusal, account, message."""
    word: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    well: bool = True


def test(sessions: sessionmaker[Session], provider: Provider, address: str) -> Answers:
    """Try the address that incoming messages are sent to; in no transaction, for it calls out."""
    genuine = provider.probe(address, genuine=True)
    before = _probes_refused(sessions)
    forged = provider.probe(address, genuine=False)
    return {
        "address": address,
        "genuine": asdict(genuine),
        "forged": asdict(forged),
        "counted": _probes_refused(sessions) > before,
        "account": provider.check_credentials(),
    }


def keep(sender: WhatsappSender, answers: Answers, now: datetime) -> None:
    """Write down with the number what its test found."""
    sender.test_answers = answers
    sender.tested_at = now


def judge(session: Session, sender: WhatsappSender, now: datetime) -> list[Finding]:
    """What the last test and what came in since say of the number, line by line."""
    found = list(_of_test(sender.test_answers)) if sender.test_answers else []
    last = last_message_at(session, sender)
    refusal = webhook_refusals.last(session, "provider")
    if refusal is not None and now - refusal.last_at < OLD:
        found.append(_of_refusal(refusal, last))
    word = "came" if last else "none"
    return [*found, Finding("message", word, {"at": last})]


def last_message_at(session: Session, sender: WhatsappSender) -> datetime | None:
    """When a client last wrote to this number."""
    return session.scalar(
        select(func.max(Conversation.last_inbound_at)).where(
            Conversation.organization_id == sender.organization_id,
            Conversation.sender_id == sender.id,
        )
    )


def _of_test(answers: Answers) -> Iterator[Finding]:
    genuine, forged = answers["genuine"], answers["forged"]
    if genuine["status"] is None:
        yield Finding("answers", genuine["problem"], {}, well=False)
    else:
        yield Finding("answers", "yes", {"milliseconds": genuine["milliseconds"]})
        passed = genuine["status"] == 200 and genuine["recognised"]
        yield Finding("signed", "yes" if passed else _signed_word(genuine), genuine, well=passed)
        refused = forged["status"] == 403 and answers["counted"]
        yield Finding("forged", "refused" if refused else "passed", forged, well=refused)
    problem = answers["account"]
    yield Finding("account", "refused" if problem else "yes", {"problem": problem}, not problem)


def _signed_word(genuine: Mapping[str, Any]) -> str:
    """Why a rightly signed request did not pass."""
    status = genuine["status"]
    if status in (200, 404):
        return "other"
    if 300 <= status < 400:
        return "moved"
    return "refused" if status == 403 else "failed"


def _of_refusal(refusal: WebhookRefusal, last: datetime | None) -> Finding:
    """The provider's last request that was refused, and whether one has passed since."""
    mended = last is not None and last > refusal.last_at
    facts = {
        "at": refusal.last_at,
        "signed": refusal.signed_address,
        "expected": refusal.expected_address,
    }
    return Finding("refusal", "mended" if mended else "refused", facts, well=mended)


def _probes_refused(sessions: sessionmaker[Session]) -> int:
    with sessions.begin() as session:
        found = webhook_refusals.last(session, "probe")
        return found.count if found else 0
