"""The payment page: what is due now, how to pay it, and “I have paid”."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from crm.files import FileStore
from crm.models import PaymentClaim, PaymentInstallment, Task
from tests import booking_factories as bookings
from tests.browser import BASE, Browser
from tests.client_pages import visits
from tests.client_pages.visits import HALF, Visit


def page(app: Flask, visit: Visit) -> str:
    """The payment page with plain spaces."""
    html = Browser(app).get(visit.path + "pay").text.replace("\xa0", " ")
    return re.sub(r"\s+", " ", html)


def claim(app: Flask, visit: Visit, content: bytes | None = None, **fields: Any) -> TestResponse:
    """Press “I have paid” in a browser that sends no referrer, as ours are told not to."""
    client = app.test_client()
    html = client.get(visit.path + "pay", base_url=BASE).text
    token = html.partition('name="csrf_token" value="')[2].partition('"')[0]
    data: dict[str, Any] = {"csrf_token": token, **fields}
    if content is not None:
        data["receipt"] = (BytesIO(content), "receipt.exe")
    answer = client.post(visit.path + "pay", base_url=BASE, data=data)
    answer.request.environ["wsgi.input"].close()  # the test client keeps large bodies in a file
    return answer


def picture(kind: str = "PNG") -> bytes:
    """A small picture."""
    kept = BytesIO()
    Image.new("RGB", (4, 4)).save(kept, kind)
    return kept.getvalue()


def claims(session: Session) -> list[PaymentClaim]:
    """Every claim."""
    session.expire_all()
    return list(session.scalars(select(PaymentClaim)))


def test_the_amount_due_now_is_told_with_its_ways(session: Session, app: Flask) -> None:
    visit = visits.make(session)
    html = page(app, visit)
    code = visit.booking.booking_code
    assert '<p class="sum">225 000 ₸</p>' in html
    assert f'href="https://pay.example.com/?c={code}&amp;s=225000"' in html
    assert f'href="https://pay.example.com/?c={code}&amp;s=450000"' in html
    assert "IBAN KZ86 125K" in html
    assert f"<b data-copy>{code}</b>" in html
    assert "Я оплатил(а)" in html


def test_the_amount_is_computed_on_each_look_and_never_taken_from_the_address(
    session: Session, app: Flask
) -> None:
    visit = visits.make(session)
    row = session.scalars(select(PaymentInstallment).where(PaymentInstallment.seq == 1)).one()
    bookings.make_payment(session, visit.booking, HALF / 3)
    row.paid_amount, row.status = HALF / 3, "partially_paid"
    session.commit()
    html = page(app, visit).replace("?amount=1", "")
    assert '<p class="sum">150 000 ₸</p>' in html
    other = Browser(app).get(visit.path + "pay?amount=1&s=2").text.replace("\xa0", " ")
    assert '<p class="sum">150 000 ₸</p>' in other


def test_without_a_way_to_pay_the_client_is_asked_to_write(session: Session, app: Flask) -> None:
    visit = visits.make(session, payment_link=None, payment_details=None)
    html = page(app, visit)
    assert "мы подскажем, как оплатить" in html
    assert "pay.example.com" not in html


def test_paid_in_full_shows_the_receipt_where_pay_stood(session: Session, app: Flask) -> None:
    html = page(app, visits.make(session, "paid", paid=2 * HALF))
    assert "Оплачено полностью: 450 000 ₸" in html
    assert "Квитанция на 450 000 ₸" in html
    assert "pay.example.com" not in html
    assert "Я оплатил(а)" not in html


@pytest.mark.parametrize("status", ["quote", "expired", "cancelled"])
def test_where_no_money_is_taken_there_is_no_way_to_send_it(
    session: Session, app: Flask, status: str
) -> None:
    visit = visits.make(session, status)
    html = page(app, visit)
    assert "pay.example.com" not in html
    assert "IBAN" not in html
    assert claim(app, visit).status_code in (303, 422)
    assert claims(session) == []


def test_i_have_paid_opens_a_claim_and_marks_nothing_paid(session: Session, app: Flask) -> None:
    visit = visits.make(session)
    answer = claim(app, visit)
    assert (answer.status_code, answer.headers["Location"]) == (303, visit.path + "pay")
    (made,) = claims(session)
    assert (made.booking_id, made.source, made.status) == (visit.booking.id, "page", "open")
    assert visit.booking.status == "payment_pending"
    assert session.scalars(select(Task.kind)).all() == ["payment_claim"]
    html = page(app, visit)
    assert "Вы сообщили об оплате" in html
    assert "напоминания приостановлены" in html
    assert "Приложить чек" in html


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("WEBP"), "image/webp"),
        (b"%PDF-1.7 receipt", "application/pdf"),
    ],
)
def test_a_receipt_is_kept_with_the_type_of_its_content(
    session: Session, app: Flask, tmp_path: Path, content: bytes, kind: str
) -> None:
    visit = visits.make(session)
    assert claim(app, visit, content).status_code == 303
    (made,) = claims(session)
    assert made.receipt_type == kind
    assert made.receipt_key is not None
    assert FileStore(tmp_path).path(made.receipt_key).read_bytes() == content
    assert "Приложить чек" not in page(app, visit)


def test_a_receipt_can_follow_the_claim(session: Session, app: Flask) -> None:
    visit = visits.make(session)
    claim(app, visit)
    claim(app, visit, picture())
    (made,) = claims(session)
    assert made.receipt_type == "image/png"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"MZ not a receipt", "Это не фото и не PDF"),
        (b"<html><script>alert(1)</script>", "Это не фото и не PDF"),
        (picture("GIF"), "Это не фото и не PDF"),
        (picture() + b"\0" * 10_000_000, "Файл больше 10 МБ"),
        (picture() + b"\0" * 20_000_000, "Файл больше 10 МБ"),
    ],
    ids=["program", "page", "gif", "large", "larger"],
)
def test_what_is_no_receipt_is_refused_with_a_sentence(
    session: Session, app: Flask, content: bytes, sentence: str
) -> None:
    visit = visits.make(session)
    answer = claim(app, visit, content)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'role="alert"' in answer.text
    assert claims(session) == []


def test_a_form_of_another_site_is_refused(session: Session, app: Flask) -> None:
    visit = visits.make(session)
    answer = claim(app, visit, csrf_token="forged")
    assert answer.status_code == 422
    assert "Форма устарела" in answer.text
    assert claims(session) == []


def test_an_unknown_link_takes_no_form(app: Flask) -> None:
    assert app.test_client().post("/b/nothing/pay", base_url=BASE).status_code == 404
