"""What a test of the way in finds, and what is made of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm import way_in, webhook_refusals
from crm.models import Organization, WhatsappSender
from tests import factories
from tests.factories import NOW

URL = "https://crm.example.com/webhooks/twilio/messages"
PASSED = {"status": 200, "recognised": True, "milliseconds": 84, "problem": ""}
REFUSED = {"status": 403, "recognised": False, "milliseconds": 12, "problem": ""}
GOOD = {"address": URL, "genuine": PASSED, "forged": REFUSED, "counted": True, "account": None}


@pytest.fixture
def sender(session: Session) -> WhatsappSender:
    """A number of an operator."""
    return factories.make_sender(session, factories.make_organization(session))


def words(session: Session, sender: WhatsappSender, **answers: Any) -> dict[str, tuple[str, bool]]:
    """What is found, by its key."""
    way_in.keep(sender, {**GOOD, **answers}, NOW)
    found = way_in.judge(session, sender, NOW)
    return {one.key: (one.word, one.well) for one in found}


def test_where_all_is_well_every_line_says_so(session: Session, sender: WhatsappSender) -> None:
    assert words(session, sender) == {
        "answers": ("yes", True),
        "signed": ("yes", True),
        "forged": ("refused", True),
        "account": ("yes", True),
        "message": ("none", True),
    }


def test_an_address_that_does_not_answer_says_why(session: Session, sender: WhatsappSender) -> None:
    """And nothing is said of what could not be tried."""
    silent = {"status": None, "recognised": False, "milliseconds": 4000, "problem": "tls"}
    found = words(session, sender, genuine=silent, forged=silent)
    assert found["answers"] == ("tls", False)
    assert "signed" not in found
    assert "forged" not in found


@pytest.mark.parametrize(
    ("status", "word"),
    [(200, "other"), (404, "other"), (301, "moved"), (403, "refused"), (502, "failed")],
)
def test_a_signed_request_passes_only_if_we_knew_it(
    session: Session, sender: WhatsappSender, status: int, word: str
) -> None:
    """A page of somebody else's answers 200 too."""
    answer = {**PASSED, "status": status, "recognised": False}
    assert words(session, sender, genuine=answer)["signed"] == (word, False)


def test_a_forged_request_must_be_refused_and_counted(
    session: Session, sender: WhatsappSender
) -> None:
    assert words(session, sender, forged=PASSED)["forged"] == ("passed", False)
    assert words(session, sender, counted=False)["forged"] == ("passed", False)


def test_credentials_that_are_refused_are_told(session: Session, sender: WhatsappSender) -> None:
    assert words(session, sender, account="The account is closed.")["account"][1] is False


def write(session: Session, sender: WhatsappSender, at: datetime) -> None:
    """A client writes to the number."""
    organization = session.get_one(Organization, sender.organization_id)
    client = factories.make_client(session, organization)
    factories.make_conversation(session, sender, client, last_inbound_at=at)


def test_the_providers_last_refused_request_counts_until_one_has_passed(
    session: Session, sender: WhatsappSender
) -> None:
    """With what was signed and what was expected; a stranger's never counts."""
    at = NOW - timedelta(hours=1)
    webhook_refusals.note(session, "stranger", 1, URL, None, NOW)
    webhook_refusals.note(session, "provider", 1, URL, URL.replace("https", "http"), at)
    write(session, sender, at - timedelta(minutes=1))
    assert words(session, sender)["refusal"] == ("refused", False)
    write(session, sender, at + timedelta(minutes=1))
    assert words(session, sender)["refusal"] == ("mended", True)


def test_before_a_test_nothing_is_called_well(session: Session, sender: WhatsappSender) -> None:
    found = way_in.judge(session, sender, NOW)
    assert [one.key for one in found] == ["message"]
