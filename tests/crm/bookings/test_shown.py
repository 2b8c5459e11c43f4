"""What was shown is what is done: a mark of the list, and a code where much money moves."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from crm.bookings import shown
from crm.bookings.shown import Consent
from crm.errors import ListChanged, ValueRefused
from crm.models import TourDeparture

MARK = shown.mark([1, (2, 3)])


def test_another_list_has_another_mark() -> None:
    assert shown.mark([1, (2, 3)]) == MARK
    assert len({MARK, shown.mark([1, (2, 4)]), shown.mark([1])}) == 3


def test_the_same_list_has_the_same_mark_however_its_values_are_written() -> None:
    almaty = datetime(2026, 9, 5, 7, 30, tzinfo=ZoneInfo("Asia/Almaty"))
    assert shown.mark([(Decimal(5), almaty)]) == shown.mark(
        [(Decimal("5.000"), almaty.astimezone(UTC))]
    )


def test_a_code_is_asked_for_above_the_price_of_five_seats(
    session: Session, departure: TourDeparture
) -> None:
    five = 5 * departure.price
    assert shown.code(departure, {}, MARK) is None
    assert shown.code(departure, {"KZT": five}, MARK) is None
    code = shown.code(departure, {"KZT": five + 1}, MARK)
    assert code is not None and len(code) == 4
    assert shown.code(departure, {"USD": Decimal(1)}, MARK) == code


def test_another_list_is_refused_whatever_was_typed() -> None:
    with pytest.raises(ListChanged):
        shown.require(Consent("other", "ABCD"), MARK, "ABCD")


def test_the_code_is_typed_in_any_letters() -> None:
    shown.require(Consent(MARK, " abcd "), MARK, "ABCD")
    shown.require(Consent(MARK), MARK, None)
    with pytest.raises(ValueRefused, match="Type the code ABCD"):
        shown.require(Consent(MARK, "ABC"), MARK, "ABCD")
