"""Templates as rows: what a stock one brings, and which values a row is sent with."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import stock_templates, templates
from crm.errors import ValueRefused, VariableMissing
from crm.models import WhatsappTemplate
from templates_whatsapp.catalogue import Button, Link, StockTemplate, Variable
from tests import factories
from tests.factories import NOW

STOCK = StockTemplate(
    name="booking_changed",
    language="ru",
    version=1,
    title="Бронь изменена",
    category="utility",
    content_type="card",
    body="Здравствуйте, {{ client_name }}! Есть изменения.",
    variables=(Variable("client_name", "Мария"),),
    buttons=(Link("trip", "Детали"), Button("OK:{{ reference }}", "Понятно")),
    header="document",
)


def loaded(session: Session, stock: StockTemplate = STOCK) -> WhatsappTemplate:
    """The row of a stock template."""
    ours = factories.make_organization(session)
    assert stock_templates.load(session, ours.id, [stock], NOW) == 1
    assert stock_templates.load(session, ours.id, [stock], NOW) == 0
    return session.scalars(
        select(WhatsappTemplate).where(WhatsappTemplate.organization_id == ours.id)
    ).one()


def test_a_row_takes_over_buttons_and_header(session: Session) -> None:
    row = loaded(session)
    assert row.content_type == "card"
    assert row.header == "document"
    assert row.buttons == [
        {"page": "trip", "title": "Детали"},
        {"id": "OK:{{ reference }}", "title": "Понятно"},
    ]


def test_a_header_the_provider_holds_is_not_changed_without_a_new_version(
    session: Session,
) -> None:
    row = loaded(session)
    row.content_sid = "HX1"
    with pytest.raises(ValueRefused, match="Raise its version"):
        stock_templates.load(session, row.organization_id, [replace(STOCK, header=None)], NOW)


@pytest.mark.parametrize(
    ("buttons", "header", "expected"),
    [
        ((), None, ["client_name"]),
        ((Button("GO_ON", "Дальше"),), None, ["client_name"]),
        ((Link("pay", "Оплатить"),), None, ["client_name", "page"]),
        ((), "document", ["client_name", "file"]),
        ((Button("OK:{{ reference }}", "Да"),), None, ["client_name", "reference"]),
        (STOCK.buttons, "document", ["client_name", "page", "file", "reference"]),
    ],
)
def test_the_parameters_are_the_variables_then_page_file_and_reference(
    session: Session,
    buttons: tuple[Button | Link, ...],
    header: str | None,
    expected: list[str],
) -> None:
    row = loaded(session, replace(STOCK, buttons=buttons, header=header))
    assert templates.parameters(row) == expected
    values = {name: f"its {name}" for name in expected}
    assert list(templates.by_position(row, values).items()) == [
        (str(n), f"its {name}") for n, name in enumerate(expected, start=1)
    ]


def test_a_parameter_beyond_the_body_is_asked_for_like_any_other(session: Session) -> None:
    with pytest.raises(VariableMissing, match="page"):
        templates.fill(loaded(session), {"client_name": "Мария"})
