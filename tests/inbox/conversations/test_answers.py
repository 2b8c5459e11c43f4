"""What an agent sends from the page: once, to the right client, and only what may be sent."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import now
from crm.models import Communication
from tests import factories
from tests.browser import Browser
from tests.inbox.offices import Office


def outbound(session: Session) -> list[Communication]:
    """What waits to be sent."""
    session.expire_all()
    query = select(Communication).where(Communication.direction == "outbound")
    return list(session.scalars(query.order_by(Communication.id)))


def close_window(office: Office, session: Session) -> None:
    """The client wrote more than a day ago."""
    office.conversation.last_inbound_at = now.utc() - timedelta(hours=25)
    session.commit()


def test_free_text_is_queued_by_the_agent(office: Office, agent: Browser, session: Session) -> None:
    """And the page is opened anew, so that reloading sends nothing."""
    answer = agent.post(f"{office.path}/text", body="Добрый день!", key="k1")
    assert answer.headers["Location"] == office.path
    (message,) = outbound(session)
    assert (message.body, message.user_id) == ("Добрый день!", office.agent.id)
    assert message.conversation_id == office.conversation.id


def test_two_clicks_are_one_message(office: Office, agent: Browser, session: Session) -> None:
    """The key was made with the form."""
    for _ in range(2):
        assert agent.post(f"{office.path}/text", body="Да", key="k2").status_code == 303
    assert len(outbound(session)) == 1


def test_a_form_without_its_key_is_refused(
    office: Office, agent: Browser, session: Session
) -> None:
    """Else a second message would be taken for the first one's double."""
    assert agent.post(f"{office.path}/text", body="Да").status_code == 400
    assert outbound(session) == []


def test_text_refused_by_a_closed_window_is_kept_on_the_page(
    office: Office, agent: Browser, session: Session
) -> None:
    """It closed between typing and sending."""
    close_window(office, session)
    answer = agent.post(f"{office.path}/text", body="Уже поздно", key="k3")
    assert answer.status_code == 422
    assert "The 24 hours have ended" in answer.text
    assert "Уже поздно</textarea>" in answer.text
    assert outbound(session) == []


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 5000])
def test_nothing_and_too_much_are_refused_in_words(
    office: Office, agent: Browser, session: Session, body: str
) -> None:
    """With the text still there to be mended."""
    answer = agent.post(f"{office.path}/text", body=body, key="k4")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert outbound(session) == []


def reopen(office: Office, session: Session, **values: object) -> None:
    """A template that asks for one value the agent must type."""
    variables = [{"name": name, "example": "x"} for name in ("client_name", "topic")]
    content = "Здравствуйте, {{ client_name }}! Вы писали про {{ topic }}, мы здесь."
    factories.make_template(
        session,
        office.organization,
        **{
            "name": "conversation_reopen_lead",
            "content": content,
            "variables": variables,
            **values,
        },
    )
    session.commit()


FORM = {"name": "conversation_reopen_lead", "language": "ru", "key": "k5"}


def test_a_template_goes_out_filled(office: Office, agent: Browser, session: Session) -> None:
    """Its values cleaned as the provider needs them."""
    reopen(office, session)
    close_window(office, session)
    fields = {**FORM, "v_client_name": "Мария", "v_topic": "поездку\n на   Алтай"}
    assert agent.post(f"{office.path}/template", **fields).status_code == 303
    (message,) = outbound(session)
    assert message.template_params == {"client_name": "Мария", "topic": "поездку на Алтай"}
    assert message.body == "Здравствуйте, Мария! Вы писали про поездку на Алтай, мы здесь."


def test_a_template_with_a_value_missing_is_refused(
    office: Office, agent: Browser, session: Session
) -> None:
    """And what was typed stays in its field."""
    reopen(office, session)
    close_window(office, session)
    fields = {**FORM, "v_client_name": "Машенька", "v_topic": " "}
    answer = agent.post(f"{office.path}/template", **fields)
    assert answer.status_code == 422
    assert "A value is needed for “About”" in answer.text
    assert 'value="Машенька"' in answer.text


def test_the_preview_shows_values_and_names_what_is_missing(
    office: Office, agent: Browser, session: Session
) -> None:
    """As the phone will show it."""
    reopen(office, session)
    fields = {**FORM, "v_client_name": "Мария <3", "v_topic": ""}
    html = agent.post(f"{office.path}/template/preview", **fields).text
    assert "<mark>Мария &lt;3</mark>" in html
    assert '<mark class="missing">About?</mark>' in html
    assert "1 value is missing" in html


def test_a_template_that_is_not_approved_is_shown_with_the_reason(
    office: Office, agent: Browser, session: Session
) -> None:
    """Below, and without a button that sends it."""
    reopen(office, session, approval_status="paused")
    close_window(office, session)
    assert "paused by WhatsApp" in agent.get(office.path).text
    fields = {**FORM, "v_client_name": "Мария", "v_topic": "Алтай"}
    assert agent.post(f"{office.path}/template", **fields).status_code == 422


def test_an_opted_out_client_is_answered_by_text_but_never_by_template(
    office: Office, agent: Browser, session: Session
) -> None:
    """A human answer inside the window is what they wrote for."""
    reopen(office, session)
    factories.make_consent(session, office.client, "opted_out")
    session.commit()
    assert "asked not to be written to" in agent.get(office.path).text
    fields = {**FORM, "v_client_name": "Мария", "v_topic": "Алтай"}
    assert agent.post(f"{office.path}/template", **fields).status_code == 422
    assert agent.post(f"{office.path}/text", body="Хорошо", key="k6").status_code == 303


def failed(office: Office, session: Session, code: str) -> Communication:
    """A message of ours that did not arrive."""
    message = factories.make_outbound(
        session, office.conversation, whatsapp_status="failed", error_code=code, body="Ответ"
    )
    session.commit()
    return message


def test_a_failed_message_is_sent_again_once(
    office: Office, agent: Browser, session: Session
) -> None:
    """As a new row that names the old; pressing twice makes one."""
    message = failed(office, session, "63019")
    for _ in range(2):
        address = f"{office.path}/m/{message.public_id}/retry"
        assert agent.post(address).status_code == 303
    (again,) = [row for row in outbound(session) if row.retry_of]
    assert (again.retry_of, again.body) == (message.id, "Ответ")
    assert "It was sent again" in agent.get(office.path).text


def test_a_failure_is_told_in_words_with_the_code_small(
    office: Office, agent: Browser, session: Session
) -> None:
    """And without a button that would send nothing."""
    failed(office, session, "63024")
    html = agent.get(office.path).text
    assert "This number is not on WhatsApp." in html
    assert '<span class="code">63024</span>' in html
    assert "Send again" not in html


def test_after_the_window_the_box_offers_a_template(
    office: Office, agent: Browser, session: Session
) -> None:
    """63016, and the client has not written since."""
    failed(office, session, "63016")
    close_window(office, session)
    html = agent.get(office.path).text
    assert "Choose a template" in html
    assert "Send again" not in html


def test_once_the_client_writes_the_same_message_can_go(
    office: Office, agent: Browser, session: Session
) -> None:
    """The window that was closed for it is open now."""
    failed(office, session, "63016")
    assert "Send again" in agent.get(office.path).text


def test_a_message_of_another_conversation_is_not_found(
    office: Office, agent: Browser, session: Session
) -> None:
    """The address names both, and both must belong together."""
    client = factories.make_client(session, office.organization)
    other = factories.make_conversation(session, office.sender, client)
    message = factories.make_outbound(session, other, whatsapp_status="failed")
    session.commit()
    assert agent.post(f"{office.path}/m/{message.public_id}/retry").status_code == 404
