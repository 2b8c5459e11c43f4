"""Which templates are offered, in which order, and how a filled one reads."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from crm import client_profile, conversation_card, offers
from crm.models import Client, Conversation, Organization
from crm.offers import Offer
from tests import factories
from tests.factories import NOW


def talk(session: Session, ours: Organization, **client: object) -> Conversation:
    """A conversation with such a client."""
    sender = factories.make_sender(session, ours)
    person = factories.make_client(session, ours, **client)
    return factories.make_conversation(session, sender, person)


def named(offers: list[Offer]) -> list[tuple[str, str, str | None]]:
    """What an agent sees of them."""
    return [(o.template.name, o.template.language, o.obstacle) for o in offers]


def test_the_best_comes_first_and_what_cannot_be_sent_last(session: Session) -> None:
    """The client's language, then the purpose that fits."""
    ours = factories.make_organization(session)
    for name in ("inquiry_followup", "conversation_reopen_lead"):
        for language in ("en", "ru"):
            factories.make_template(session, ours, name=name, language=language)
    factories.make_template(session, ours, name="a_paused_one", approval_status="paused")
    found = offers.offered(session, talk(session, ours), NOW)
    assert named(found) == [
        ("conversation_reopen_lead", "ru", None),
        ("inquiry_followup", "ru", None),
        ("conversation_reopen_lead", "en", None),
        ("inquiry_followup", "en", None),
        ("a_paused_one", "ru", "paused"),
    ]


def test_automatic_ones_are_never_offered(session: Session) -> None:
    """An agent does not welcome by hand, nor confirm a stop word."""
    ours = factories.make_organization(session)
    for name in ("welcome", "welcome_after_hours", "opt_out_ack"):
        factories.make_template(session, ours, name=name)
    assert offers.offered(session, talk(session, ours), NOW) == []


@pytest.mark.parametrize(
    "parts",
    [
        {"buttons": [{"page": "pay", "title": "Оплатить"}]},
        {"buttons": [{"id": "PAID:{{ reference }}", "title": "Я оплатил(а)"}]},
        {"header": "document"},
    ],
)
def test_what_only_we_can_fill_is_not_offered(session: Session, parts: dict[str, Any]) -> None:
    """Nobody types a link or a booking's id by hand."""
    ours = factories.make_organization(session)
    factories.make_template(session, ours, name="payment_request", **parts)
    assert offers.offered(session, talk(session, ours), NOW) == []


def test_what_goes_inside_the_window_only_is_not_offered(session: Session) -> None:
    """There a person writes their own words."""
    ours = factories.make_organization(session)
    factories.make_template(session, ours, name="handover")
    assert offers.offered(session, talk(session, ours), NOW) == []


def test_only_the_newest_active_version_is_offered(session: Session) -> None:
    """Older rows are history."""
    ours = factories.make_organization(session)
    factories.make_template(session, ours, name="follow", version=1, active=False)
    factories.make_template(session, ours, name="follow", version=2)
    (offer,) = offers.offered(session, talk(session, ours), NOW)
    assert offer.template.version == 2


def test_another_operators_templates_are_not_offered(session: Session) -> None:
    """Nor are their approvals ours."""
    ours = factories.make_organization(session)
    factories.make_template(session, factories.make_organization(session), name="follow")
    assert offers.offered(session, talk(session, ours), NOW) == []


def test_a_word_about_offers_neither_ends_nor_undoes_an_opt_out(session: Session) -> None:
    ours = factories.make_organization(session)
    conversation = talk(session, ours)
    client = session.get_one(Client, conversation.client_id)
    for state, scope, expected in (
        ("opted_out", "marketing", False),
        ("opted_out", "all", True),
        ("opted_in", "marketing", True),
    ):
        factories.make_consent(session, client, state, scope=scope)
        profile = client_profile.read(session, ours, client)
        assert conversation_card.read(session, conversation).opted_out is expected
        assert conversation_card.of(session, conversation, profile).opted_out is expected


def test_nothing_is_offered_for_who_opted_out(session: Session) -> None:
    """Until they write START; the last word stands."""
    ours = factories.make_organization(session)
    factories.make_template(session, ours, name="follow")
    conversation = talk(session, ours)
    client = conversation_card.read(session, conversation).client
    factories.make_consent(session, client, "opted_out")
    assert offers.offered(session, conversation, NOW)[0].obstacle == "opted_out"
    factories.make_consent(session, client, "opted_in")
    assert offers.offered(session, conversation, NOW)[0].sendable


def test_an_approved_template_without_its_sid_cannot_be_sent(session: Session) -> None:
    """The provider knows it by nothing else."""
    ours = factories.make_organization(session)
    factories.make_template(session, ours, name="follow", content_sid=None)
    assert offers.offered(session, talk(session, ours), NOW)[0].obstacle == "unsubmitted"


def test_a_filled_template_tells_words_values_and_gaps_apart(session: Session) -> None:
    """The page shows each in its own way."""
    ours = factories.make_organization(session)
    template = factories.make_template(
        session,
        ours,
        content="Hello {{ client_name }}, about {{topic}}: yes.",
        variables=[{"name": "client_name"}, {"name": "topic"}],
    )
    filled = offers.fill(template, {"client_name": "{{ topic }}", "other": "x"})
    assert [(p.kind, p.text) for p in filled.pieces] == [
        ("words", "Hello "),
        ("value", "{{ topic }}"),
        ("words", ", about "),
        ("missing", "topic"),
        ("words", ": yes."),
    ]
    assert filled.missing == ["topic"]
