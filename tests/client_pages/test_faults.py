"""What goes wrong on a client's page."""

from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

import now
from crm import brand
from crm.errors import StepRefused
from crm.files import FileStore
from tests.browser import Browser
from tests.client_pages import visits


def test_our_own_fault_has_a_number_and_the_log_no_token(session: Session, app: Flask) -> None:
    visit = visits.make(session)

    def broken(token: str) -> str:
        raise ZeroDivisionError

    app.view_functions["trip.page"] = broken
    with capture_logs() as lines:
        answer = Browser(app).get(visit.path)
    assert answer.status_code == 500
    assert f"№ {lines[0]['number']}" in answer.text
    assert f"No. {lines[0]['number']}" in answer.text
    assert "Ошибка на нашей стороне" in answer.text
    assert visit.token not in str({**lines[0], "exc_info": None})


def test_a_rule_that_says_no_is_a_page_in_words(session: Session, app: Flask) -> None:
    visit = visits.make(session)

    def refusing(token: str) -> str:
        raise StepRefused("The booking has changed.")

    app.view_functions["trip.page"] = refusing
    answer = Browser(app).get(visit.path)
    assert answer.status_code == 409
    assert "Откройте ссылку из WhatsApp ещё раз" in answer.text


def test_a_method_we_do_not_take_is_a_page_too(session: Session, app: Flask) -> None:
    visit = visits.make(session)
    assert app.test_client().post(visit.path).status_code == 405


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_operators_logo_stands_on_the_page(session: Session, app: Flask, kind: str) -> None:
    visit = visits.make(session)
    assert Browser(app).get(f"{visit.path}logo").status_code == 404
    kept = BytesIO()
    Image.new("RGB", (120, 40), "#8E1B15").save(kept, kind)
    store = FileStore(app.extensions["runtime"].settings.media_dir)
    brand.put_logo(visit.organization, kept.getvalue(), store, now.utc())
    session.commit()
    assert f'src="{visit.path}logo"' in Browser(app).get(visit.path).text
    answer = Browser(app).get(f"{visit.path}logo")
    assert (answer.data, answer.mimetype) == (kept.getvalue(), f"image/{kind.lower()}")
