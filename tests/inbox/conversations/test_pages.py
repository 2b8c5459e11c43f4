"""The list and one conversation, as an agent opens them."""

from datetime import timedelta

from sqlalchemy import event
from sqlalchemy.orm import Session

import now
from tests import factories
from tests.booking_factories import make_booking
from tests.browser import Browser
from tests.inbox import trade
from tests.inbox.offices import Office


def test_the_list_names_the_client_and_what_they_said(office: Office, agent: Browser) -> None:
    """With the count of what nobody has read."""
    html = agent.get("/inbox/").text
    assert "Мария" in html
    assert "Здравствуйте!" in html
    assert "1 unread message<" in html


def test_opening_a_conversation_marks_it_and_its_lead_read(
    office: Office, agent: Browser, session: Session
) -> None:
    """In one transaction, and with a line above what is new."""
    assert "New since you looked" in agent.get(office.path).text
    session.expire_all()
    assert office.conversation.unread_count == 0
    assert office.lead.unread_messages_count == 0


def test_refreshing_a_page_marks_nothing_read(
    office: Office, agent: Browser, session: Session
) -> None:
    """A page left open on a desk reads nothing."""
    agent.get(f"{office.path}/live")
    agent.get("/inbox/list")
    session.expire_all()
    assert office.conversation.unread_count == 1


def test_a_fragment_that_has_not_changed_is_not_sent_again(office: Office, agent: Browser) -> None:
    """The page says what it has seen."""
    first = agent.get(f"{office.path}/live")
    again = agent.get(f"{office.path}/live?seen={first.headers['X-Seen']}")
    assert (again.status_code, again.text) == (204, "")


def test_a_new_tick_changes_the_fragment(office: Office, agent: Browser, session: Session) -> None:
    """Else the ticks would never turn blue."""
    message = factories.make_outbound(session, office.conversation, whatsapp_status="delivered")
    session.commit()
    first = agent.get(f"{office.path}/live")
    message.whatsapp_status = "read"
    session.commit()
    again = agent.get(f"{office.path}/live?seen={first.headers['X-Seen']}")
    assert 'aria-label="Read"' in again.text


def test_the_composer_is_in_no_refreshed_fragment(office: Office, agent: Browser) -> None:
    """Nothing moves under the caret."""
    for fragment in (f"{office.path}/live", "/inbox/list"):
        assert "<textarea" not in agent.get(fragment).text
        assert "csrf_token" not in agent.get(fragment).text


def test_what_a_client_wrote_is_shown_as_text(
    office: Office, agent: Browser, session: Session
) -> None:
    """Whatever it looks like."""
    factories.make_communication(session, office.conversation, body="<script>alert(1)</script>")
    session.commit()
    html = agent.get(office.path).text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_the_list_asks_the_database_equally_often_for_one_and_for_thirty(
    office: Office, agent: Browser, session: Session
) -> None:
    """A query a row would show here."""
    few = _statements(session, agent, "/inbox/list")
    for _ in range(29):
        client = factories.make_client(session, office.organization)
        conversation = factories.make_conversation(session, office.sender, client)
        factories.make_communication(session, conversation)
    session.commit()
    assert _statements(session, agent, "/inbox/list") == few


def test_a_conversation_asks_the_database_equally_often_for_one_message_and_for_forty(
    office: Office, agent: Browser, session: Session
) -> None:
    """A query a message would show here."""
    quote = factories.make_outbound(session, office.conversation, user_id=office.agent.id)
    factories.make_communication(session, office.conversation, reply_to_id=quote.id)
    session.commit()
    few = _statements(session, agent, f"{office.path}/live")
    for _ in range(40):
        factories.make_communication(session, office.conversation, reply_to_id=quote.id)
    session.commit()
    assert _statements(session, agent, f"{office.path}/live") == few


def test_a_conversation_with_everything_takes_thirty_statements_at_most(
    office: Office, agent: Browser, session: Session
) -> None:
    departure = trade.departing(session, office)
    make_booking(session, office.client, departure, conversation_id=office.conversation.id)
    factories.make_outbound(session, office.conversation, user_id=office.agent.id)
    session.commit()
    assert agent.get(office.path).status_code == 200  # opened, and so read
    assert 20 < _statements(session, agent, office.path) <= 30


def test_the_next_page_of_the_list_begins_where_the_first_ended(
    office: Office, agent: Browser, session: Session
) -> None:
    """Thirty a page, each conversation once."""
    for number in range(30):
        client = factories.make_client(session, office.organization, name=f"Guest {number:02d}")
        factories.make_conversation(session, office.sender, client)
    session.commit()
    first = agent.get("/inbox/list").text
    link = first.partition('hx-get="')[2].partition('"')[0].replace("&amp;", "&")
    second = agent.get(link).text
    assert first.count('<a class="row') + second.count('<a class="row') == 31
    assert second.count('<a class="row') == 1


def test_a_page_of_the_list_that_never_was_is_not_found(agent: Browser) -> None:
    """A cut or invented address is no fault of ours."""
    assert agent.get("/inbox/list/older?after=nonsense").status_code == 404


def test_earlier_messages_are_fetched_from_where_the_page_began(
    office: Office, agent: Browser, session: Session
) -> None:
    """Fifty at a time."""
    for number in range(60):
        factories.make_communication(session, office.conversation, body=f"nr {number:02d}")
    session.commit()
    page = agent.get(office.path).text
    assert "nr 10" in page
    assert "nr 09" not in page
    link = page.partition('id="older"')[2].partition('hx-get="')[2].partition('"')[0]
    assert "nr 09" in agent.get(link).text


def test_a_closed_window_shows_the_picker_and_no_free_text(
    office: Office, agent: Browser, session: Session
) -> None:
    """Not a disabled composer but another one."""
    office.conversation.last_inbound_at = now.utc() - timedelta(hours=25)
    session.commit()
    html = agent.get(office.path).text
    assert 'id="text-form"' not in html
    assert "Window closed" in html


def test_a_page_whose_window_has_closed_is_given_the_picker_alone(
    office: Office, agent: Browser, session: Session
) -> None:
    """The rest of the page, and what was typed in it, stays."""
    factories.make_template(session, office.organization, name="conversation_reopen_lead")
    assert 'id="text-form"' in agent.get(f"{office.path}/composer").text
    office.conversation.last_inbound_at = now.utc() - timedelta(hours=25)
    session.commit()
    html = agent.get(f"{office.path}/composer").text
    assert 'id="template-form"' in html
    assert "<html" not in html


def test_the_client_and_the_lead_have_a_page_of_their_own(office: Office, agent: Browser) -> None:
    """For screens too narrow for three columns."""
    html = agent.get(f"{office.path}/client").text
    assert "New" in html
    assert "Booking messages" in html


def test_a_client_who_never_wrote_can_only_be_sent_a_template(
    office: Office, agent: Browser, session: Session
) -> None:
    """Nothing has opened the window yet."""
    office.conversation.last_inbound_at = None
    session.commit()
    assert "Has not written yet" in agent.get(office.path).text


def test_the_pages_hold_no_inline_style_or_script(office: Office, agent: Browser) -> None:
    """The policy forbids them, so they would silently not work."""
    for path in ("/inbox/", office.path, f"{office.path}?composer=template", "/inbox/tasks"):
        answer = agent.get(path)
        assert "style=" not in answer.text
        assert "<script>" not in answer.text
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def _statements(session: Session, browser: Browser, path: str) -> int:
    """How many statements one request sends."""
    counted: list[str] = []
    connection = session.connection()

    def count(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "SAVEPOINT" not in statement:  # of the tests' own
            counted.append(statement)

    event.listen(connection, "before_cursor_execute", count)
    assert browser.get(path).status_code == 200
    event.remove(connection, "before_cursor_execute", count)
    return len(counted)
