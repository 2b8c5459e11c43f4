"""How a template with a link, a document or quick replies goes: whole, as plain text, or not."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm.models import Conversation, Organization, WhatsappSender
from crm.provider import Outbound, OutboundTemplate, OutboundText
from tests.crm.messages.sending import PUBLIC, take
from tests.factories import NOW, make_outbound, make_template

LINK = {"page": "pay", "title": "Оплатить"}
REPLY = {"id": "PAID:{{ reference }}", "title": "Я оплатил(а)"}
VALUES = {"page": "tok/pay", "file": "doc/voucher.pdf", "reference": "b-1"}
BODY = "Здравствуйте, Мария! Скоро ответим вам здесь."
PAGE, FILE = f"{PUBLIC}/b/tok/pay", f"{PUBLIC}/files/doc/voucher.pdf"

KINDS: dict[str, tuple[dict[str, Any], dict[str, str], str]] = {
    "quick-reply": ({"buttons": [REPLY]}, {"2": "b-1"}, BODY),
    "call-to-action": ({"buttons": [LINK]}, {"2": "tok/pay"}, f"{BODY}\n\n{PAGE}"),
    "media": ({"header": "document"}, {"2": "doc/voucher.pdf"}, f"{BODY}\n\n{FILE}"),
    "card of two kinds": (
        {"buttons": [LINK, REPLY]},
        {"2": "tok/pay", "3": "b-1"},
        f"{BODY}\n\n{PAGE}",
    ),
    "card with a document": (
        {"buttons": [LINK], "header": "document"},
        {"2": "tok/pay", "3": "doc/voucher.pdf"},
        f"{BODY}\n\n{FILE}\n\n{PAGE}",
    ),
}
"""The parts of each kind, the values beyond the body's as they are sent, and its plain text."""

CARDS = {name for name in KINDS if name.startswith("card")}


def chosen(
    session: Session,
    conversation: Conversation,
    kind: str,
    values: dict[str, str] | None = None,
    **template: Any,
) -> Outbound | str:
    """What would be sent of such a template, or why nothing is."""
    ours = session.get_one(Organization, conversation.organization_id)
    make_template(session, ours, name="payment_request", **KINDS[kind][0], **template)
    row = make_outbound(
        session,
        conversation,
        author="system",
        kind="template",
        template_name="payment_request",
        template_params=VALUES if values is None else values,
    )
    claimed = take(session, row.sender_id)
    session.refresh(row)
    return claimed[0].message if claimed else str(row.suppressed_reason)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_open", [True, False])
def test_what_is_approved_goes_whole(
    session: Session, conversation: Conversation, kind: str, is_open: bool
) -> None:
    if not is_open:
        conversation.last_inbound_at = NOW - timedelta(days=2)
    sent = chosen(session, conversation, kind, content_sid="HX1")
    assert isinstance(sent, OutboundTemplate)
    assert (sent.content_sid, sent.variables) == ("HX1", {"1": "Мария"} | KINDS[kind][1])


@pytest.mark.parametrize("kind", KINDS)
def test_inside_the_window_only_a_card_needs_approval(
    session: Session, conversation: Conversation, kind: str
) -> None:
    sent = chosen(session, conversation, kind, approval_status="pending")
    assert isinstance(sent, OutboundText if kind in CARDS else OutboundTemplate)


@pytest.mark.parametrize("kind", KINDS)
def test_inside_the_window_what_cannot_go_whole_goes_as_text_with_its_addresses(
    session: Session, conversation: Conversation, kind: str
) -> None:
    sent = chosen(session, conversation, kind, approval_status="unsubmitted", content_sid=None)
    assert isinstance(sent, OutboundText)
    assert sent.body == KINDS[kind][2]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", ["pending", "paused"])
def test_outside_the_window_nothing_goes_without_approval(
    session: Session, conversation: Conversation, kind: str, state: str
) -> None:
    conversation.last_inbound_at = NOW - timedelta(days=2)
    assert chosen(session, conversation, kind, approval_status=state) == "no_template"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("gone", VALUES)
def test_a_parameter_without_a_value_stops_the_message(
    session: Session, conversation: Conversation, kind: str, gone: str
) -> None:
    values = {name: value for name, value in VALUES.items() if name != gone}
    sent = chosen(session, conversation, kind, values)
    needs = VALUES[gone] in KINDS[kind][1].values()
    assert sent == "variable_missing" if needs else isinstance(sent, OutboundTemplate)


def test_the_clients_language_as_text_comes_before_another_one_whole(
    session: Session, conversation: Conversation, sender: WhatsappSender
) -> None:
    ours = session.get_one(Organization, sender.organization_id)
    make_template(session, ours, name="payment_request", language="en", buttons=[LINK])
    sent = chosen(session, conversation, "call-to-action", content_sid=None)
    assert isinstance(sent, OutboundText)
    assert sent.body.startswith("Здравствуйте")
