"""The page of the search: clients, bookings and messages, each with the way to it."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests import booking_factories, factories
from tests.browser import Browser
from tests.inbox.offices import Office

WORDS = (
    "INSERT INTO message_words SELECT organization_id, stem, id FROM communications, "
    "unnest(tsvector_to_array(to_tsvector('russian', body))) AS stem ON CONFLICT DO NOTHING"
)


def test_one_page_has_clients_bookings_and_messages(
    office: Office, agent: Browser, session: Session
) -> None:
    """Those of the client who was named."""
    booking = booking_factories.make_booking(session, office.client)
    factories.make_communication(
        session, office.conversation, body="Это Мария & <script>1</script>"
    )
    session.execute(text(WORDS))
    session.commit()
    html = agent.get("/inbox/search?q=мария").text
    assert office.path in html
    assert booking.booking_code in html
    assert "<mark>Мария</mark>" in html
    assert "<script>1" not in html


def test_a_message_is_opened_where_it_was_written(
    office: Office, agent: Browser, session: Session
) -> None:
    """However long ago, with a way back to the newest."""
    old = factories.make_communication(session, office.conversation, body="иголка")
    for number in range(120):
        newest = factories.make_communication(session, office.conversation, body=f"{number}")
    session.execute(text(WORDS))
    session.commit()
    html = agent.get("/inbox/search?q=иголка").text
    link = html.partition('class="hit" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert link.endswith(f"#m-{old.public_id}")
    page = agent.get(link.partition("#")[0]).text
    assert f'id="m-{old.public_id}"' in page
    assert "These are earlier messages." in page
    assert f"m-{newest.public_id}" not in page


def test_nothing_found_says_what_to_try(agent: Browser) -> None:
    """And shows what was asked for as text."""
    html = agent.get("/inbox/search?q=<b>нет</b>").text
    assert "Nothing for “&lt;b&gt;нет&lt;/b&gt;”. Try a code" in html


def test_before_two_letters_nothing_is_looked_for(agent: Browser) -> None:
    """The page says what can be."""
    for asked in ("", "м"):
        assert "Type a name" in agent.get(f"/inbox/search?q={asked}").text


def test_the_next_messages_are_fetched(office: Office, agent: Browser, session: Session) -> None:
    """Twenty at a time."""
    for number in range(25):
        factories.make_communication(session, office.conversation, body=f"озеро {number:02d}")
    session.execute(text(WORDS))
    session.commit()
    html = agent.get("/inbox/search?q=озеро").text
    button = html.partition('id="more-hits"')[2]
    link = button.partition('hx-get="')[2].partition('"')[0].replace("&amp;", "&")
    rest = agent.get(link).text
    assert (html.count('class="hit"'), rest.count('class="hit"')) == (20, 5)


def test_an_outsider_finds_nothing_of_ours(
    office: Office, outsider: Browser, session: Session
) -> None:
    """Neither the client nor what they wrote."""
    session.execute(text(WORDS))
    session.commit()
    for asked in ("мария", "здравствуйте", str(office.client.phone)):
        assert "Nothing for" in outsider.get(f"/inbox/search?q={asked}").text
