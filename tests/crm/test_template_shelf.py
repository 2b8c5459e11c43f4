"""The catalogue as the team sees it: languages side by side, counts, real values."""

from datetime import timedelta

from sqlalchemy.orm import Session

from crm import stock_templates, template_shelf, templates
from crm.models import WhatsappTemplate
from templates_whatsapp import catalogue
from tests.booking_factories import make_booking, make_installment
from tests.factories import (
    NOW,
    make_client,
    make_conversation,
    make_organization,
    make_outbound,
    make_sender,
    make_template,
)


def test_a_message_stands_once_with_its_languages_and_newest_versions(session: Session) -> None:
    organization = make_organization(session)
    make_template(session, organization, name="own_1", language="ru", version=1)
    newest = make_template(
        session, organization, name="own_1", language="ru", version=2, approval_status="rejected"
    )
    make_template(session, organization, name="own_1", language="en")
    (line,) = template_shelf.lines(session, organization, NOW)
    assert line.newest["ru"] == newest
    assert (set(line.newest), line.needs_person, line.is_approved) == ({"ru", "en"}, True, False)


def test_what_was_sent_in_thirty_days_is_counted(session: Session) -> None:
    organization = make_organization(session)
    make_template(session, organization, name="own_1")
    client = make_client(session, organization)
    talk = make_conversation(session, make_sender(session, organization), client)
    for days, status in ((1, "read"), (2, "delivered"), (3, "failed"), (31, "read")):
        at = NOW - timedelta(days=days)
        make_outbound(session, talk, template_name="own_1", whatsapp_status=status, created_at=at)
    (line,) = template_shelf.lines(session, organization, NOW)
    assert line.sent == 2


def test_a_row_says_in_one_word_where_it_stands() -> None:
    def state(name: str = "own_1", approval: str = "unsubmitted", **values: object) -> str:
        row = WhatsappTemplate(name=name, approval_status=approval, **values)
        return template_shelf.state(row)

    assert state() == "draft"
    assert state(submit_at=NOW) == "wanted"
    assert state(submit_problem="no") == "problem"
    assert state(approval="pending") == state(approval="received") == "review"
    assert state(approval="paused") == "paused"
    assert state(name="handover") == "free_form"


def test_every_message_of_bookings_has_real_values(session: Session) -> None:
    organization = make_organization(session)
    make_sender(session, organization)
    stock_templates.load(session, organization.id, catalogue.load(), NOW)
    booking = make_booking(session, make_client(session, organization), status="payment_pending")
    make_installment(session, booking)
    rows = templates.of_organization(session, organization.id)
    real = [row for row in rows if row.name in template_shelf.REAL]
    assert len(real) > 30
    for row in real:
        values = template_shelf.real(session, organization, row, booking, NOW)
        assert list(values) == [one["name"] for one in row.variables], row.name
        assert all(values.values()), row.name
