"""The facts of each stock message of bookings: what the code that sends them counts on."""

import pytest

from templates_whatsapp import catalogue
from templates_whatsapp.catalogue import Button, Link, StockTemplate

PAY, PAID, AGENT, GOK = (
    "page pay",
    "PAID:{{ reference }}",
    "AGENT:{{ reference }}",
    "GOK:{{ reference }}",
)
TRIP = "client_name trip_title departure_text"
GUIDE = "guide_name trip_title departure_text"
FACTS: list[tuple[str, str, str, list[str]]] = [
    ("quote_offer", "call-to-action", f"{TRIP} seats_text total_amount hold_until", ["page offer"]),
    (
        "booking_hold_created",
        "card",
        f"{TRIP} seats_text total_amount hold_until booking_code",
        [PAY, AGENT],
    ),
    (
        "payment_request",
        "card",
        "client_name booking_code trip_title amount_due due_date remaining_amount",
        [PAY, PAID],
    ),
    ("hold_expiring", "card", "client_name booking_code hold_until amount_due", [PAY, PAID]),
    (
        "hold_expired",
        "quick-reply",
        "client_name booking_code trip_title",
        ["REBOOK:{{ reference }}"],
    ),
    (
        "booking_confirmed",
        "card",
        "client_name booking_code trip_title departure_text seats_text meeting_point paid_amount"
        " remaining_amount",
        ["page trip", "document"],
    ),
    (
        "payment_received",
        "call-to-action",
        "client_name paid_amount booking_code remaining_amount due_date",
        ["page receipt"],
    ),
    (
        "payment_received_full",
        "call-to-action",
        "client_name paid_amount booking_code trip_title",
        ["page receipt"],
    ),
    (
        "payment_reminder_upcoming",
        "card",
        "client_name booking_code trip_title amount_due due_date days_left_text",
        [PAY, PAID],
    ),
    (
        "payment_reminder_due_today",
        "card",
        "client_name amount_due booking_code trip_title",
        [PAY, PAID],
    ),
    (
        "payment_overdue",
        "card",
        "client_name amount_due booking_code due_date days_overdue_text",
        [PAY, PAID, AGENT],
    ),
    (
        "payment_last_call",
        "card",
        "client_name booking_code trip_title amount_due cancel_date",
        [PAY, AGENT],
    ),
    (
        "booking_changed",
        "card",
        "client_name booking_code trip_title change_text",
        ["OK:{{ reference }}", AGENT, "document"],
    ),
    (
        "booking_cancelled",
        "quick-reply",
        "client_name booking_code trip_title cancel_reason_text refund_amount",
        [AGENT],
    ),
    ("refund_sent", "text", "client_name refund_amount booking_code", []),
    (
        "trip_soon_info",
        "call-to-action",
        f"{TRIP} meeting_point guide_name guide_phone office_phone",
        ["page trip"],
    ),
    ("guide_new_booking", "quick-reply", f"{GUIDE} client_name seats_text seats_total_text", [GOK]),
    ("guide_booking_changed", "quick-reply", f"{GUIDE} client_name change_text", [GOK]),
    ("guide_booking_cancelled", "quick-reply", f"{GUIDE} client_name seats_total_text", [GOK]),
    ("guide_manifest", "media", f"{GUIDE} seats_total_text", ["document"]),
    (
        "conversation_reopen",
        "quick-reply",
        "client_name org_name booking_code",
        ["YES:{{ reference }}"],
    ),
    (
        "trip_feedback",
        "quick-reply",
        "client_name trip_title",
        ["RATE:{{ reference }}", "STOP_MARKETING"],
    ),
]
FREE_FORM = {
    "claim_received": "booking_code agent_name",
    "claim_not_found": "amount_due booking_code",
    "which_booking": "",
    "partial_received": "paid_amount remaining_amount hold_until",
    "late_payment": "paid_amount booking_code",
    "handover": "agent_name",
    "handover_after_hours": "reply_time",
}
STOCK = catalogue.load()


def named(name: str) -> list[StockTemplate]:
    """The message in both languages."""
    return [one for one in STOCK if one.name == name]


def parts(message: StockTemplate) -> list[str]:
    """What it has beyond its text."""
    buttons = [b.id if isinstance(b, Button) else f"page {b.page}" for b in message.buttons]
    return buttons + ([message.header] if message.header else [])


@pytest.mark.parametrize(("name", "content_type", "variables", "has"), FACTS)
def test_a_message_has_its_variables_and_parts_in_both_languages(
    name: str, content_type: str, variables: str, has: list[str]
) -> None:
    for message in named(name):
        assert message.content_type == content_type
        assert [variable.name for variable in message.variables] == variables.split()
        assert parts(message) == has
        assert not message.free_form
    assert len(named(name)) == 2


@pytest.mark.parametrize(("name", "variables"), FREE_FORM.items())
def test_a_free_form_message_is_text(name: str, variables: str) -> None:
    for message in named(name):
        assert (message.content_type, message.free_form) == ("text", True)
        assert [variable.name for variable in message.variables] == variables.split()
    assert len(named(name)) == 2


def test_only_what_asks_for_an_opinion_is_marketing() -> None:
    assert {one.name for one in STOCK if one.category == "marketing"} == {"trip_feedback"}


def test_marketing_can_be_ended_with_a_button() -> None:
    assert Button("STOP_MARKETING", "Не писать") in named("trip_feedback")[1].buttons


def test_who_has_paid_says_so_in_every_message_that_waits_for_money() -> None:
    found = {one.name: one.buttons for one in STOCK if one.language == "ru" and PAID in parts(one)}
    assert len(found) == 5
    for buttons in found.values():
        assert buttons[:2] == (Link("pay", "Оплатить"), Button(PAID, "Я оплатил(а)"))


def test_titles_are_short_enough_for_a_message_without_approval() -> None:
    """Inside the window WhatsApp shows twenty characters of an unapproved button."""
    assert [b.title for one in STOCK for b in one.buttons if len(b.title) > 20] == []


def test_no_sentence_gets_a_second_full_stop_from_a_date() -> None:
    """Russian dates end in “г.”."""
    for message in STOCK:
        text = message.body
        for variable in message.variables:
            if variable.example.endswith("."):
                assert f"{{{{ {variable.name} }}}}." not in text, message.name
