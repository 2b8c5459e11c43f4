"""The page that clients may read."""

from flask import Flask

from tests.browser import Browser


def test_the_page_names_the_operator_and_how_to_stop(app: Flask) -> None:
    """Without signing in."""
    html = Browser(app).get("/privacy", headers={"Accept-Language": "en"}).text
    assert "How Dreamland PRO keeps your data" in html
    assert "Write STOP" in html


def test_it_is_russian_for_a_russian_browser(app: Flask) -> None:
    """The reader has no account and chooses nothing."""
    html = Browser(app).get("/privacy", headers={"Accept-Language": "ru-RU,ru"}).text
    assert "Напишите СТОП" in html
