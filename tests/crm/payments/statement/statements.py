"""Statements for tests: an operator's bookings, and the lines a bank would write about them."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm.models import Booking, Organization
from crm.payments import schedule
from tests.booking_factories import make_booking
from tests.factories import NOW, make_client

TODAY = NOW.date()
HEAD = "Дата операции;Референс;№ док;Дебет;Кредит;Валюта;Плательщик;Назначение платежа"
DEPOSIT = Decimal(225000)


@dataclass
class Statement:
    """Rows as a Russian bank exports them, and what is to be said of each."""

    rows: list[str] = field(default_factory=list)
    expected: list[tuple[str, str]] = field(default_factory=list)
    references: int = 0

    def add(
        self, outcome: str, reason: str, amount: Decimal | str, purpose: str, **said: Any
    ) -> int:
        """One more row; its line in the file."""
        self.references += 1
        reference = said.get("reference", f"FT{self.references:06d}")
        typed = amount if isinstance(amount, str) else _as_banks_write(amount)
        cells = [
            said.get("day", "04.08.2026"),
            reference,
            said.get("document", str(self.references % 7 + 1)),
            typed if said.get("out") else "",
            "" if said.get("out") else typed,
            said.get("currency", "KZT"),
            said.get("payer", "Ахметова Сауле"),
            purpose,
        ]
        self.rows.append(said.get("row", ";".join(cells)))
        self.expected.append((outcome, reason))
        return len(self.rows) + 3

    def content(self, encoding: str = "cp1251") -> bytes:
        """The file, with two lines above its head."""
        above = ["Выписка по счёту KZ86125KZT5004100100;;;;;;;", "Период: 01.08.2026-04.08.2026"]
        return "\r\n".join([*above, HEAD, *self.rows, ""]).encode(encoding)


def _as_banks_write(amount: Decimal) -> str:
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",")


def asked(
    session: Session, organization: Organization, status: str = "payment_pending", **values: Any
) -> Booking:
    """A booking of 450,000 tenge whose deposit is due today, of a client of its own."""
    name = values.pop("name", "Жанна Смагулова")
    client = values.pop("client", None) or make_client(session, organization, name=name)
    booking = make_booking(session, client, status=status, **values)
    if status not in ("quote", "hold"):
        schedule.write(session, booking, schedule.plan(booking, organization, TODAY), NOW)
    return booking


def spelled(code: str, way: int) -> str:
    """A code as clients write it into a transfer."""
    cyrillic = code.translate(str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ"))
    ways = (
        code,
        code.lower(),
        code.replace("-", " "),
        code.replace("-", ""),
        f"Оплата за тур, бронь {code}, без НДС",
        f"предоплата {cyrillic}",
        f"{code}/{code}",
    )
    return ways[way % len(ways)]


def wrong(code: str) -> str:
    """The code with one sign written wrong; never another code of a test."""
    last = "2" if code[-1] != "2" else "3"
    return code[:-1] + last
