"""What is typed into fields is read, or refused with a sentence."""

from datetime import date, datetime, time

import pytest

from crm.errors import NotFound, ValueRefused
from inbox import fields


def test_what_is_typed_is_read() -> None:
    form = {"n": " 12 ", "d": "2027-05-12", "t": "2027-05-12T08:30", "w": "  "}
    assert (fields.count(form, "n"), fields.count(form, "none", 3)) == (12, 3)
    assert fields.day(form, "d") == date(2027, 5, 12)
    assert fields.local_time(form, "t") == datetime(2027, 5, 12, 8, 30)  # noqa: DTZ001
    assert (fields.words(form, "w"), fields.day_or_none(form, "none")) == (None, None)


@pytest.mark.parametrize("typed", ["", "-1", "1.5", "٣", "9" * 12, "two"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueRefused):
        fields.count({"n": typed}, "n")
    with pytest.raises(NotFound):
        fields.number({"n": typed}, "n")


def test_what_is_no_day_or_row_is_refused() -> None:
    for read in (fields.day, fields.local_time):
        with pytest.raises(ValueRefused):
            read({"d": "31.02.2027"}, "d")
    with pytest.raises(NotFound):
        fields.key({"k": "1"}, "k")


def test_a_time_is_read_or_left_open() -> None:
    form = {"t": "07:30", "none": " ", "wrong": "half past seven"}
    assert (fields.clock(form, "t"), fields.clock(form, "none")) == (time(7, 30), None)
    with pytest.raises(ValueRefused):
        fields.clock(form, "wrong")


def test_a_number_of_seats_has_few_digits() -> None:
    assert fields.count({"n": "9999"}, "n", digits=fields.FEW) == 9999
    with pytest.raises(ValueRefused):
        fields.count({"n": "10000"}, "n", digits=fields.FEW)
