"""An operator's own templates: checked like the stock, versioned, never in a stock's way."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from crm import own_templates, template_submission
from crm.errors import StepRefused, ValueRefused
from crm.models import Organization
from crm.own_templates import Wish
from tests.factories import NOW, make_organization, make_template

WISH = Wish(
    title="Скидка на выходные",
    language="ru",
    category="marketing",
    body="Здравствуйте, {{ client_name }}! В эти выходные у нас особые цены на озёра.",
    examples={"client_name": "Мария"},
    replies=("Подробнее",),
)


@pytest.fixture
def organization(session: Session) -> Organization:
    """An operator."""
    return make_organization(session)


def test_a_template_is_kept_as_it_was_typed(session: Session, organization: Organization) -> None:
    row = own_templates.add(session, organization, WISH, None, NOW)
    assert (row.name, row.version, row.approval_status) == ("own_1", 1, "unsubmitted")
    assert own_templates.wish_of(row) == WISH
    assert own_templates.titles(session, organization.id) == {"own_1": "Скидка на выходные"}


def test_each_operator_counts_its_own(session: Session, organization: Organization) -> None:
    own_templates.add(session, make_organization(session), WISH, None, NOW)
    names = [own_templates.add(session, organization, WISH, None, NOW).name for _ in range(2)]
    assert names == ["own_1", "own_2"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "  "},
        {"category": "authentication"},
        {"body": "Здравствуйте, {{ client_name }}"},
        {"examples": {}},
        {"replies": ("Да", "Да")},
        {"replies": ("а", "б", "в", "г")},
    ],
)
def test_what_the_provider_would_refuse_is_refused_here(
    session: Session, organization: Organization, wrong: dict[str, object]
) -> None:
    with pytest.raises(ValueRefused):
        own_templates.add(session, organization, replace(WISH, **wrong), None, NOW)  # type: ignore[arg-type]


def test_a_draft_changes_in_place_and_what_was_handed_in_becomes_a_new_version(
    session: Session, organization: Organization
) -> None:
    row = own_templates.add(session, organization, WISH, None, NOW)
    other = replace(WISH, title="Скидка")
    assert own_templates.revise(session, organization, row, other, NOW) is row
    template_submission.ask(session, row, NOW)
    again = own_templates.revise(session, organization, row, WISH, NOW)
    assert (again.name, again.version, row.title) == ("own_1", 2, "Скидка")


def test_another_language_stands_beside_it(session: Session, organization: Organization) -> None:
    row = own_templates.add(session, organization, WISH, None, NOW)
    english = replace(WISH, language="en", body="Hello, {{ client_name }}! Come to the lakes.")
    other = own_templates.add(session, organization, english, row.name, NOW)
    assert (other.name, other.language, other.version) == ("own_1", "en", 1)


def test_the_stock_is_neither_changed_nor_withdrawn(
    session: Session, organization: Organization
) -> None:
    stock = make_template(session, organization, name="welcome")
    with pytest.raises(StepRefused):
        own_templates.revise(session, organization, stock, WISH, NOW)
    with pytest.raises(StepRefused):
        own_templates.withdraw(session, stock, NOW)


def test_a_withdrawn_one_is_handed_in_no_more(session: Session, organization: Organization) -> None:
    row = own_templates.add(session, organization, WISH, None, NOW)
    template_submission.ask(session, row, NOW)
    own_templates.withdraw(session, row, NOW)
    assert (row.active, row.submit_at) == (False, None)
    with pytest.raises(StepRefused):
        template_submission.ask(session, row, NOW)
