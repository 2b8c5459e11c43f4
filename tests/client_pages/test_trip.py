"""The page that every message leads to."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

import now
from crm import links
from tests import booking_factories as bookings, factories
from tests.browser import Browser
from tests.client_pages import visits
from tests.client_pages.visits import HALF

Read = Callable[[str], str]


@pytest.fixture
def read(app: Flask) -> Read:
    """Open an address as a stranger and read it with plain spaces."""

    def opened(path: str) -> str:
        answer = Browser(app).get(path, headers={"Accept-Language": "de"})
        assert answer.status_code == 200, answer.text
        return re.sub(r"\s+", " ", answer.text.replace("\xa0", " "))

    return opened


def test_a_confirmed_trip_says_when_where_with_whom_and_what_is_left(
    session: Session, read: Read
) -> None:
    visit = visits.make(session, "confirmed", paid=HALF)
    html = read(visit.path)
    for said in (
        visit.booking.booking_code,
        "Алтай — горные озёра",
        "2 места",
        "Подтверждена",
        "Встречаемся в 07:30, Алматы",
        "Алматы, пр. Абая 10",
        "Гид: Асель",
        "Мария Петрова",
        "Завтраки",
        "Оплачено 225 000 ₸ из 450 000 ₸",
        "Оплатить до",
        "+7 7272 12 34 56",
        "Ваучер, PDF",
        "Добавить в календарь",
    ):
        assert said in html, said
    # The guide's number is in the voucher alone.
    assert "77015550101" not in html and "555 01 01" not in html


def test_an_offer_has_its_price_and_its_days_and_nothing_to_pay(
    session: Session, read: Read
) -> None:
    html = read(visits.make(session, "quote").path)
    assert "Предложение" in html
    assert "450 000 ₸" in html
    assert "Действует до" in html
    assert "сначала вносится предоплата 225 000 ₸" in html
    assert "Оплатить" not in html
    assert "Ваучер" not in html


def test_an_offer_gone_stale_says_so(session: Session, read: Read) -> None:
    visit = visits.make(session, "quote")
    visit.booking.quote_valid_until = now.utc() - timedelta(minutes=1)
    session.commit()
    assert "Предложение действовало до" in read(visit.path)


@pytest.mark.parametrize("status", ["expired", "cancelled"])
def test_what_is_over_says_write_to_us_and_asks_for_no_money(
    session: Session, read: Read, status: str
) -> None:
    visit = visits.make(session, status)
    html = read(visit.path)
    assert "Напишите нам: подберём места" in html
    assert "Оплатить" not in html
    assert "https://wa.me/7727" in html


@pytest.mark.parametrize(
    "status", ["quote", "hold", "payment_pending", "confirmed", "paid", "completed"]
)
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("page", ["", "pay"])
def test_every_state_has_its_pages_in_both_languages(
    session: Session, read: Read, status: str, language: str, page: str
) -> None:
    visit = visits.make(session, status, language=language)
    html = read(visit.path + page)
    assert f'<html lang="{language}">' in html
    assert ("Booking" in html or "booking" in html or "Offer" in html) == (language == "en")


def test_the_other_language_is_asked_for_and_stays(session: Session, read: Read) -> None:
    visit = visits.make(session, "confirmed")
    html = read(visit.path + "?lang=en")
    assert "We meet at 07:30, Almaty" in html
    assert f'href="{visit.path}pay?lang=en"' in html


def test_a_custom_trip_shows_what_it_is_made_of(session: Session, read: Read) -> None:
    organization = factories.make_organization(session)
    client = factories.make_client(session, organization, preferred_language="en")
    booking = bookings.make_booking(session, client, None, "quote", title="Safari")
    token = links.token_of(session, booking, now.utc())
    session.commit()
    html = read(f"/b/{token}/")
    assert "What it is made of" in html
    assert "KZT 450,000" in html


def test_the_calendar_entry_is_a_file_of_the_trip(session: Session, app: Flask) -> None:
    visit = visits.make(session, "confirmed")
    answer = Browser(app).get(visit.path + "trip.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert f"{visit.booking.booking_code}.ics" in answer.headers["Content-Disposition"]
    assert str(visit.booking.public_id) in answer.text
    assert f"SEQUENCE:{visit.booking.version}" in answer.text


def test_another_booking_of_the_client_is_not_shown(session: Session, read: Read) -> None:
    visit = visits.make(session, "confirmed")
    other = bookings.make_booking(session, visit.client, visit.departure, "payment_pending")
    session.commit()
    html = read(visit.path) + read(visit.path + "pay")
    assert other.booking_code not in html
    assert visit.client.phone is not None
    assert visit.client.phone[-7:] not in html
