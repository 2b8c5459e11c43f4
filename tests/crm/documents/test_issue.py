"""Issuing documents: versions, what stands on them, and whose language they speak."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm import booking_card
from crm.documents import issue, voucher_facts
from crm.documents.words import FILE, count, say
from crm.models import Document
from tests import booking_factories as bookings, factories
from tests.crm.documents import trips
from tests.factories import NOW


def printed(facts: dict[str, Any]) -> str:
    """Everything on the page, for looking into."""
    return str(facts).replace("\\xa0", " ")


def test_a_voucher_says_what_is_needed_at_the_meeting_point(session: Session) -> None:
    trip = trips.make(session)
    voucher = issue.voucher(session, trip.booking, NOW)
    page = printed(voucher.facts)
    for said in (
        trip.booking.booking_code,
        "сб, 5 сентября 2026 г., 07:30 (Алматы, UTC+5)",
        "Алматы, пр. Абая 10",
        "Кайрат Петров, без молока",
        "Асель, +7 701 555 0101",
        "3 дня, 2 места",
        "Завтраки",
        "Оплачено 4 августа 2026 г., Kaspi",
        "Осталось, до 6 августа 2026 г.",
        "225 000 ₸",
        "+7 7272 12 34 56",
        "Версия 1 от 4 августа 2026 г., 10:00 (Алматы)",
    ):
        assert said in page, said


@pytest.mark.parametrize("status", ["hold", "payment_pending"])
def test_before_it_is_confirmed_the_page_says_that_it_is_no_voucher(
    session: Session, status: str
) -> None:
    trip = trips.make(session)
    card = booking_card.read(session, trip.booking)
    card.booking.status = status
    with session.no_autoflush:
        facts = voucher_facts.of(card, 1, NOW)
    assert facts["label"] == "Бронь, ещё не подтверждена"
    assert "Это ещё не ваучер: он придёт, когда бронь будет подтверждена." in facts["notes"]


def test_each_issue_is_a_version_more_and_the_newest_holds(session: Session) -> None:
    trip = trips.make(session)
    first = issue.voucher(session, trip.booking, NOW)
    second = issue.voucher(session, trip.booking, NOW + timedelta(hours=1))
    receipt = issue.receipt(session, trip.payment, NOW)
    assert (first.version, second.version, receipt.version) == (1, 2, 1)
    assert issue.newest_voucher(session, trip.booking) == second
    assert "Версия 2" in second.facts["footer"]


def test_what_was_issued_stays_as_it_was(session: Session) -> None:
    trip = trips.make(session)
    voucher = issue.voucher(session, trip.booking, NOW)
    trip.guide.name = "Ерлан"
    session.flush()
    session.expire(voucher)
    assert "Асель" in printed(voucher.facts)


def test_the_current_voucher_is_the_newest_while_it_is_true(session: Session) -> None:
    trip = trips.make(session)
    issued = issue.voucher(session, trip.booking, NOW)
    session.expire(issued)
    later = NOW + timedelta(hours=3)
    card = booking_card.read(session, trip.booking)
    assert issue.current_voucher(session, card, later) is issued
    trip.departure.meeting_point = "У цирка"
    session.flush()
    fresh = issue.current_voucher(session, booking_card.read(session, trip.booking), later)
    assert (fresh.version, "У цирка" in printed(fresh.facts)) == (2, True)
    assert session.scalar(select(func.count()).select_from(Document)) == 1


def test_prices_are_left_out_where_the_operator_hides_them(session: Session) -> None:
    trip = trips.make(session, hide_prices=True)
    assert "₸" not in printed(issue.voucher(session, trip.booking, NOW).facts)
    assert "225 000 ₸" in printed(issue.receipt(session, trip.payment, NOW).facts)


def test_documents_speak_the_clients_language(session: Session) -> None:
    trip = trips.make(session, language="en")
    voucher = issue.voucher(session, trip.booking, NOW)
    assert voucher.language == "en"
    page = printed(voucher.facts)
    assert "Sat, 5 September 2026, 07:30 (Almaty, UTC+5)" in page
    assert "KZT 225,000" in page
    assert "Still to pay, by 6 August 2026" in page


def test_a_receipt_has_amount_method_date_booking_and_what_remains(session: Session) -> None:
    trip = trips.make(session)
    receipt = issue.receipt(session, trip.payment, NOW)
    assert receipt.facts["title"].replace("\xa0", " ") == "225 000 ₸"
    page = printed(receipt.facts)
    for said in ("4 августа 2026 г.", "Kaspi", trip.booking.booking_code, "Мария Петрова"):
        assert said in page, said
    assert receipt.facts["money"][-1]["label"] == "Осталось оплатить"


def test_a_custom_trip_lists_its_services_with_their_references(session: Session) -> None:
    organization = factories.make_organization(session)
    client = factories.make_client(session, organization, preferred_language="en")
    booking = bookings.make_booking(session, client, None, "quote")
    item = booking_card.read(session, booking).items[0]
    item.kind, item.title, item.provider_ref = "hotel", "Rixos, 2 nights", "H-1"
    session.flush()
    page = printed(issue.voucher(session, booking, NOW).facts)
    assert "Rixos, 2 nights" in page
    assert "No. H-1" in page


def test_money_gives_a_receipt_each_and_replaces_the_voucher_that_is_out(
    session: Session,
) -> None:
    trip = trips.make(session)
    issue.voucher(session, trip.booking, NOW)
    more = bookings.make_payment(session, trip.booking, Decimal(225_000))
    issue.after_money(session, trip.booking, [more], NOW)
    newest = issue.newest_voucher(session, trip.booking)
    assert newest is not None
    assert (newest.version, newest.facts["money"][-1]["label"]) == (2, "Оплачено полностью")
    receipt = issue.newest_receipt(session, more)
    assert receipt is not None
    assert receipt.facts["money"][-1]["label"] == "Оплачено полностью"


def test_money_issues_no_voucher_where_none_is_out(session: Session) -> None:
    trip = trips.make(session)
    issue.after_money(session, trip.booking, [trip.payment], NOW)
    assert issue.newest_voucher(session, trip.booking) is None


def test_a_list_names_everyone_whose_booking_is_confirmed(session: Session) -> None:
    trip = trips.make(session)
    other = factories.make_client(session, trip.organization, name="Джон")
    bookings.make_booking(session, other, trip.departure, "paid", num_participants=3)
    bookings.make_booking(session, other, trip.departure, "payment_pending")
    manifest = issue.manifest(session, trip.departure, NOW)
    assert (manifest.language, manifest.facts["corner"]) == ("ru", "5 человек")
    lines = manifest.facts["table"]["rows"]
    assert [line[1] for line in lines] == [
        "Мария Петрова",
        "Кайрат Петров",
        "Джон",
        "имя уточняется",
        "имя уточняется",
    ]
    assert lines[1][3] == "9 лет, без молока"
    assert trip.booking.booking_code in lines[0][0]


def test_an_empty_list_says_so(session: Session) -> None:
    trip = trips.make(session, "cancelled")
    manifest = issue.manifest(session, trip.departure, NOW)
    assert manifest.facts["table"]["rows"] == []
    assert manifest.facts["notes"] == ["Пока никто не записан."]


@pytest.mark.parametrize(
    ("number", "seats"), [(1, "1 место"), (3, "3 места"), (11, "11 мест"), (22, "22 места")]
)
def test_counts_take_the_form_of_their_number(number: int, seats: str) -> None:
    assert count("seats", number, "ru") == seats


def test_both_languages_have_the_same_words() -> None:
    words = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert words["en"].keys() == words["ru"].keys()
    assert say("version", "en", version=1, moment="now") == "Version 1 of now"


def test_a_list_to_look_at_is_the_newest_while_it_holds_and_issues_nothing(
    session: Session,
) -> None:
    """Else it is what would be issued now."""
    trip = trips.make(session)
    assert issue.current_manifest(session, trip.departure, NOW).version == 1
    issued = issue.manifest(session, trip.departure, NOW)
    assert issue.current_manifest(session, trip.departure, NOW) == issued
    trip.departure.meeting_point = "Вокзал"
    assert issue.current_manifest(session, trip.departure, NOW).version == 2
    assert issue.newest_manifest(session, trip.departure) == issued
