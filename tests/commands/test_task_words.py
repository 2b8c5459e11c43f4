"""Every kind of task has words, whatever its facts hold."""

from typing import Any

import pytest

from commands import task_words
from crm.models import Task
from crm.models.task import KINDS

FULL = {
    "booking_code": "ALT-7K3M9Q",
    "currency": "KZT",
    "amount": "225000.00",
    "paid": "500000.00",
    "credit": "50000.00",
    "due_date": "2026-09-05",
    "departure": 4,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("facts", [{}, FULL], ids=["bare", "full"])
def test_every_kind_has_words(kind: str, facts: dict[str, Any]) -> None:
    """What happened, and what to do."""
    task = Task(id=3, kind=kind, subject="bookings:7", reason="63024", facts=facts)
    happened, todo = task_words.sentences(task, "Мария")
    assert happened
    assert todo
    assert "{" not in happened + todo


def test_a_claim_is_told_with_its_sum_and_both_ways_out() -> None:
    """And that reminders go on, once they do."""
    task = Task(
        id=3,
        kind="payment_claim",
        subject="payment_claims:9",
        reason="reminders_go_on",
        facts={"code": "ALT-7K3M9Q", "currency": "KZT", "amount": "225000.00"},
    )
    happened, todo = task_words.sentences(task, "Мария")
    assert happened == (
        "Мария says that ALT-7K3M9Q is paid (KZT 225,000 was due). Reminders go on meanwhile."
    )
    assert "flask payments record ALT-7K3M9Q AMOUNT" in todo
    assert "flask payments reject 9" in todo
