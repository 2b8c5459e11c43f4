"""Every page of the team knows its stream, and each part that changes says of what it is made."""

import re

from flask import Flask
from sqlalchemy.orm import Session

from tests.browser import Browser
from tests.inbox import matrix
from tests.inbox.offices import Office

TOPICS = {
    *("bookings", "clients", "conversations", "departures"),
    *("leads", "tasks", "templates", "typing"),
}
PART = re.compile(r"<[^>]*\bdata-live=[^>]*>")


def pages(app: Flask, session: Session, office: Office, agent: Browser) -> dict[str, str]:
    """Every whole page that an agent may open, by its address."""
    found = {}
    for route in matrix.routes(app, session, office):
        session.commit()
        if route.method == "GET" and route.needs == "agent":
            answer = agent.get(route.path)
            if answer.status_code == 200 and b"<html" in answer.data:
                found[route.path] = answer.text
    return found


def test_every_page_knows_its_stream(
    app: Flask, session: Session, office: Office, agent: Browser
) -> None:
    found = pages(app, session, office, agent)
    assert len(found) >= 4
    for path, html in found.items():
        assert '<meta name="live" content="/inbox/live">' in html, path


def test_every_live_part_names_topics_that_are_told_and_can_be_asked_for(
    app: Flask, session: Session, office: Office, agent: Browser
) -> None:
    """A mistyped topic would be heard of never."""
    for path, html in pages(app, session, office, agent).items():
        for part in PART.findall(html):
            topics = re.search(r'data-live="([^"]+)"', part)
            assert topics and set(topics[1].split()) <= TOPICS, (path, part)
            assert 'hx-trigger="now"' in part and "hx-get=" in part, (path, part)


def test_the_figures_of_the_bar_are_sent_only_when_they_have_changed(
    office: Office, agent: Browser
) -> None:
    answer = agent.get("/inbox/counts")
    assert "1 unread conversation" in answer.text
    assert agent.get(f"/inbox/counts?seen={answer.headers['X-Seen']}").status_code == 204
