"""What the provider is given of a template."""

from sqlalchemy.orm import Session

from crm import template_draft
from crm.provider import Link, QuickReply
from tests import factories

PUBLIC = "https://crm.example.com"


def test_a_draft_has_all_parts_numbered_with_a_sample_for_each_value(session: Session) -> None:
    row = factories.make_template(
        session,
        factories.make_organization(session),
        name="booking_confirmed",
        buttons=[
            {"page": "trip", "title": "Детали"},
            {"id": "AGENT:{{ reference }}", "title": "Вопрос"},
            {"id": "STOP_MARKETING", "title": "Не писать"},
        ],
        header="document",
    )
    draft = template_draft.draft(row, PUBLIC)
    assert draft.friendly_name == "booking_confirmed_ru_v1"
    assert draft.body == "Здравствуйте, {{1}}! Скоро ответим вам здесь."
    assert draft.buttons == (
        Link("Детали", f"{PUBLIC}/b/{{{{2}}}}"),
        QuickReply("Вопрос", "AGENT:{{4}}"),
        QuickReply("Не писать", "STOP_MARKETING"),
    )
    assert draft.document == f"{PUBLIC}/files/{{{{3}}}}"
    assert draft.samples == {
        "1": "Мария",
        "2": "sample/trip",
        "3": "sample/voucher.pdf",
        "4": template_draft.SAMPLES["reference"],
    }


def test_a_text_has_nothing_but_its_words(session: Session) -> None:
    row = factories.make_template(session, factories.make_organization(session))
    draft = template_draft.draft(row, PUBLIC)
    assert (draft.buttons, draft.document, draft.samples) == ((), None, {"1": "Мария"})
