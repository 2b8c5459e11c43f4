"""My account: one's name, theme and password, and where one is signed in."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm import users
from crm.models import AuditEntry
from tests.browser import PASSWORD, Browser
from tests.inbox.offices import Office, noted

PAGE = "/inbox/settings/account"


def test_name_language_and_theme_are_taken_over(
    office: Office, agent: Browser, session: Session
) -> None:
    answer = agent.post(PAGE, name=" Данияр  С. ", language="ru", theme="dark", key="k")
    assert answer.headers["Location"] == PAGE
    session.refresh(office.agent)
    assert (office.agent.name, office.agent.preferred_language) == ("Данияр С.", "ru")
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.facts["changed"]["theme"] == [None, "dark"]
    assert (entry.user_id, entry.action) == (office.agent.id, "account.changed")


def test_the_theme_is_of_every_page_of_the_user(
    office: Office, agent: Browser, session: Session
) -> None:
    """Light needs no dark style at all; without a choice the system decides."""
    system = 'media="(prefers-color-scheme: dark)"'
    for theme, marked, asks_system in (
        ("dark", 'data-theme="dark"', False),
        ("light", 'data-theme="light"', False),
        (None, "<html lang=", True),
    ):
        office.agent.theme = theme
        session.commit()
        html = agent.get("/inbox/").text
        assert marked in html
        assert (system in html) is asks_system
        assert ("dark.css" in html) is (theme != "light")


def test_nonsense_is_refused_in_the_form(agent: Browser, session: Session) -> None:
    for fields in (
        {"name": " ", "language": "en", "theme": ""},
        {"name": "D", "language": "xx", "theme": ""},
        {"name": "D", "language": "en", "theme": "pink"},
    ):
        assert agent.post(PAGE, key="k", **fields).status_code == 422
    assert noted(session) == []


def test_a_new_password_asks_for_the_old_one(
    office: Office, agent: Browser, session: Session
) -> None:
    """Whoever finds a browser open must not lock its owner out."""
    for current, new in (("wrong", "four quiet words"), (PASSWORD, "short")):
        answer = agent.post(f"{PAGE}/password", current=current, password=new, key="k")
        assert answer.status_code == 422
    session.refresh(office.agent)
    assert users.has_password(office.agent, PASSWORD)


def test_a_new_password_ends_the_other_sessions_alone(
    office: Office, agent: Browser, session: Session
) -> None:
    other = Browser(agent.client.application)
    other.sign_in(office.agent.email)
    agent.post(f"{PAGE}/password", current=PASSWORD, password="four quiet words", key="k")
    assert agent.get(PAGE).status_code == 200
    assert other.get(PAGE).status_code == 303
    session.refresh(office.agent)
    assert users.has_password(office.agent, "four quiet words")
    assert noted(session) == ["password.changed"]


def test_a_browser_is_signed_out_from_another(
    office: Office, agent: Browser, session: Session
) -> None:
    """One, or all the others."""
    others = [Browser(agent.client.application) for _ in range(2)]
    for other in others:
        other.sign_in(office.agent.email)
    html = agent.get(PAGE).text
    assert html.count("This browser") == 1
    assert agent.post(f"{PAGE}/sessions/end-others", key="k").status_code == 303
    assert [other.get(PAGE).status_code for other in others] == [303, 303]
    assert agent.get(PAGE).status_code == 200
    one = html.partition("Sign out everywhere else")[2].partition(f"{PAGE}/sessions/")[2]
    assert agent.post(f"{PAGE}/sessions/{one[:36]}/end", key="k2").status_code == 303
    assert noted(session) == ["sessions.ended", "session.ended"]
