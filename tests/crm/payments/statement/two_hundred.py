"""A statement of 200 lines, as a month of a real account has them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm.models import Booking, Organization
from crm.payments import allocation
from tests.booking_factories import make_claim, make_payment
from tests.crm.payments.statement.statements import (
    DEPOSIT,
    TODAY,
    Statement,
    asked,
    spelled,
    wrong,
)
from tests.factories import NOW, make_organization

FULL = 2 * DEPOSIT


def build(session: Session, organization: Organization) -> Statement:
    """Bookings in every state, and 200 lines about them."""
    statement = Statement()
    for part in (_fitting, _split, _wrong_codes, _without_a_code, _amounts, _others, _known, _late):
        part(session, organization, statement)
    _unreadable(statement)
    while len(statement.rows) < 200:
        booking = asked(session, organization)
        way = len(statement.rows)
        statement.add("matched", "fits", DEPOSIT, spelled(booking.booking_code, way))
    return statement


def _fitting(session: Session, organization: Organization, statement: Statement) -> None:
    """Deposits, whole prices, and a deposit whose balance follows."""
    for way in range(35):
        amount = FULL if way % 3 == 0 else DEPOSIT
        booking = asked(session, organization)
        statement.add("matched", "fits", amount, spelled(booking.booking_code, way))
    for _ in range(5):
        code = asked(session, organization).booking_code
        statement.add("matched", "fits", DEPOSIT, code)
        statement.add("matched", "fits", DEPOSIT, code)


def _split(session: Session, organization: Organization, statement: Statement) -> None:
    """One part in two or three transfers."""
    for shares in [(100000, 125000)] * 6 + [(50000, 75000, 100000)] * 3:
        code = asked(session, organization).booking_code
        for share in shares:
            statement.add("matched", "split", Decimal(share), code)


def _wrong_codes(session: Session, organization: Organization, statement: Statement) -> None:
    for number in range(5):
        code = asked(session, organization, **_price(number + 1)).booking_code
        amount = Decimal(1000 * (number + 1))
        statement.add("proposed", "code_mistyped", amount, f"бронь {wrong(code)}")
    for _ in range(5):
        statement.add("refused", "unknown_code", DEPOSIT + 1, "бронь ALT-222222")
    stranger = asked(session, make_organization(session)).booking_code
    statement.add("refused", "unknown_code", DEPOSIT + 2, f"бронь {stranger}")
    codes = [asked(session, organization).booking_code for _ in range(2)]
    statement.add("refused", "several_codes", FULL, " и ".join(codes))


def _without_a_code(session: Session, organization: Organization, statement: Statement) -> None:
    """Money of somebody who named no booking."""
    for number, name in enumerate(("Гульнара Ермекова", "Тимур Бекмамбетов", "Алия")):
        asked(session, organization, name=name, **_price(20 + number))
        amount, payer = Decimal(1000 * (20 + number)), f"{name} кызы"
        statement.add("proposed", "payer", amount, "за тур", payer=payer)
    claimed = asked(session, organization, name="Мария Иванова", **_price(30))
    make_claim(session, claimed)
    asked(session, organization, name="Мария Иванова", **_price(30))
    statement.add("proposed", "claimed", Decimal(30000), "оплата", payer="IVANOVA MARIYA")
    for _ in range(2):
        asked(session, organization, name="Олег Цой", **_price(31))
    statement.add("refused", "several_bookings", Decimal(31000), "тур", payer="Цой О.")
    for number in range(6):
        statement.add("refused", "no_booking", Decimal(777 + number), "Возмещение по терминалу")


def _amounts(session: Session, organization: Organization, statement: Statement) -> None:
    """The booking is right and the amount is not."""
    for number in range(8):
        code = asked(session, organization).booking_code
        statement.add("proposed", "amount_differs", DEPOSIT - 1 - number, code)
    for _ in range(4):
        paid = asked(session, organization, status="paid")
        _paid(session, paid, FULL)
        statement.add("proposed", "nothing_due", DEPOSIT, paid.booking_code)
    for currency in ("USD", "EUR", "RUB", "USD", "EUR", "RUB", "KES", "USD"):
        code = asked(session, organization).booking_code
        statement.add("refused", "foreign_currency", Decimal(500), code, currency=currency)
    for _ in range(3):
        quote = asked(session, organization, status="quote")
        statement.add("proposed", "not_held", FULL, quote.booking_code)


def _others(session: Session, organization: Organization, statement: Statement) -> None:
    """What is no payment, or was told twice."""
    for number in range(12):
        code = asked(session, organization).booking_code
        purpose = f"Возврат {code}" if number % 2 else "Комиссия банка"
        statement.add("refused", "outgoing", Decimal(1500), purpose, out=True)
    for _ in range(10):
        code = asked(session, organization).booking_code
        statement.add("matched", "fits", DEPOSIT, code)
        reference = f"FT{statement.references:06d}"
        statement.add("refused", "double", DEPOSIT, code, reference=reference)
    for _ in range(3):
        code = asked(session, organization).booking_code
        twice = {"reference": "", "document": "9"}
        statement.add("matched", "fits", DEPOSIT, code, **twice)
        statement.add("proposed", "repeated", DEPOSIT, code, **twice)
    code = asked(session, organization).booking_code
    statement.add("matched", "fits", DEPOSIT, code, reference="FTSAME")
    statement.add("proposed", "repeated", DEPOSIT - 5, code, reference="FTSAME")
    for _ in range(2):
        code = asked(session, organization).booking_code
        statement.add("refused", "day_to_come", DEPOSIT, code, day="09.08.2026")


def _known(session: Session, organization: Organization, statement: Statement) -> None:
    """What an earlier statement has brought, and what an agent has recorded."""
    for number in range(8):
        booking = asked(session, organization, status="confirmed")
        _paid(session, booking, DEPOSIT, provider="statement", provider_ref=f"OLD{number}")
        reference = f"OLD{number}"
        code = booking.booking_code
        statement.add("refused", "already_applied", DEPOSIT, code, reference=reference)
    for number in range(8, 10):
        booking = asked(session, organization, status="confirmed")
        _paid(session, booking, DEPOSIT, provider="statement", provider_ref=f"OLD{number}")
        code = booking.booking_code
        statement.add("refused", "reference_taken", Decimal(9), code, reference=f"OLD{number}")
    for _ in range(3):
        booking = asked(session, organization, status="confirmed")
        _paid(session, booking, DEPOSIT, payment_date=TODAY - timedelta(days=2))
        statement.add("proposed", "recorded_by_hand", DEPOSIT, booking.booking_code)


def _late(session: Session, organization: Organization, statement: Statement) -> None:
    """Money for what is over is money all the same."""
    for status in ("expired", "cancelled", "expired", "cancelled", "cancelled"):
        code = asked(session, organization, status=status).booking_code
        statement.add("matched", "late_payment", Decimal(50000), code)


def _unreadable(statement: Statement) -> None:
    statement.add("refused", "no_day", DEPOSIT, "x", day="Итого")
    statement.add("refused", "no_amount", "сто", "x")
    statement.add("refused", "no_currency", DEPOSIT, "x", currency="QQQ")
    statement.add("refused", "two_amounts", "", "", row="04.08.2026;R1;1;5,00;6,00;KZT;А;Б")
    statement.add("refused", "cells", "", "", row="04.08.2026;R2;1;;6,00;KZT;А;Б;В;Г")


def _price(number: int) -> dict[str, Any]:
    """A price of its own, asked for in one."""
    price = Decimal(1000 * number)
    return {"total_amount": price, "deposit_amount": price}


def _paid(session: Session, booking: Booking, amount: Decimal, **values: Any) -> None:
    make_payment(session, booking, amount, **values)
    allocation.allocate(session, booking, NOW)
