"""The form: in, quickly and safely, without a word on which half was wrong."""

import pytest
from flask import Flask

from tests.browser import Browser
from tests.inbox.offices import Office


def test_the_right_password_leads_to_the_list(office: Office, app: Flask) -> None:
    """By a redirect, so that going back sends nothing twice."""
    answer = Browser(app).sign_in(office.agent.email.upper())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/inbox/")


def test_the_cookie_is_for_this_site_over_https_only(office: Office, app: Flask) -> None:
    """And no script can read it."""
    cookie = Browser(app).sign_in(office.agent.email).headers["Set-Cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Expires="))


@pytest.mark.parametrize("known", [True, False])
def test_a_failure_says_the_same_for_known_and_unknown(
    office: Office, app: Flask, known: bool
) -> None:
    """A stranger learns nothing about who works here."""
    email = office.agent.email if known else "nobody@example.com"
    answer = Browser(app).sign_in(email, "wrong")
    assert answer.status_code == 422
    assert "That e-mail and password do not match. 4 tries left" in answer.text


def test_the_fifth_failure_begins_a_pause_even_for_the_right_password(
    office: Office, app: Flask
) -> None:
    """Guessing is slow; the sentence says how long."""
    browser = Browser(app)
    for _ in range(5):
        answer = browser.sign_in(office.agent.email, "wrong")
    assert answer.status_code == 429
    assert "Wait 5 minutes" in answer.text
    assert browser.sign_in(office.agent.email).status_code == 429


def test_a_session_of_before_does_not_live_on(office: Office, app: Flask) -> None:
    """What was in the cookie before signing in is gone."""
    browser = Browser(app)
    with browser.client.session_transaction(base_url="https://crm.example.com") as cookie:
        cookie["planted"] = "yes"
    browser.sign_in(office.agent.email)
    with browser.client.session_transaction(base_url="https://crm.example.com") as cookie:
        assert "planted" not in cookie


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example/inbox", "/inbox\\evil", "/other"]
)
def test_after_signing_in_nobody_is_led_elsewhere(
    office: Office, app: Flask, elsewhere: str
) -> None:
    """The address to go on to comes from the link, so it is not trusted."""
    browser = Browser(app)
    fields = {"email": office.agent.email, "password": "a long and quiet password"}
    answer = browser.post("/inbox/sign-in", next=elsewhere, **fields)
    assert answer.headers["Location"] == "/inbox/"


def test_the_language_can_be_chosen_before_signing_in(app: Flask) -> None:
    """And the browser keeps it."""
    browser = Browser(app)
    assert "Вход в Dreamland" in browser.get("/inbox/sign-in?lang=ru").text
    assert "Вход в Dreamland" in browser.get("/inbox/sign-in").text


def test_another_language_forgets_no_page_that_was_asked_for(app: Flask) -> None:
    page = Browser(app).get("/inbox/sign-in?next=/inbox/tasks").text
    assert 'href="/inbox/sign-in?lang=ru&amp;next=/inbox/tasks"' in page


def test_the_language_of_a_user_goes_with_the_user(
    office: Office, agent: Browser, app: Flask
) -> None:
    """It stands in their row, not in one browser."""
    assert agent.post("/inbox/language", language="ru").status_code == 303
    elsewhere = Browser(app)
    elsewhere.sign_in(office.agent.email)
    assert "Диалоги" in elsewhere.get("/inbox/").text


def test_a_language_we_do_not_speak_is_refused(agent: Browser) -> None:
    """The form offers two."""
    assert agent.post("/inbox/language", language="xx").status_code == 400
