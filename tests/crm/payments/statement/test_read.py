"""Statements as banks export them: their heads, alphabets, days and amounts, and what is wrong."""

from datetime import date
from decimal import Decimal

import pytest

from crm.errors import StatementRefused
from crm.payments.statement import reasons
from crm.payments.statement.line import Line, Unread
from crm.payments.statement.read import read

RUSSIAN = "Дата операции;№ док;Дебет;Кредит;Плательщик;Назначение платежа"
ENGLISH = "Date,Amount,Currency,Reference,Payer,Purpose"


def lines(content: str, encoding: str = "utf-8") -> list[Line]:
    """The lines of a statement in tenge, all of which can be read."""
    found = read(content.encode(encoding), "KZT")
    assert not [one for one in found if isinstance(one, Unread)]
    return [one for one in found if isinstance(one, Line)]


def problem(row: str, head: str = ENGLISH) -> str:
    """Why a row cannot be read, as a sentence."""
    (found,) = read(f"{head}\n{row}\n".encode(), "KZT")
    assert isinstance(found, Unread)
    return reasons.sentence(found.reason, found.facts)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_a_russian_statement_in_any_alphabet(encoding: str) -> None:
    row = "04.08.2026;15;;225 000,00;Иванова Мария;Оплата тура ALT-7K3M9Q"
    assert lines(f"{RUSSIAN}\n{row}\n", encoding) == [
        Line(
            number=2,
            day=date(2026, 8, 4),
            amount=Decimal("225000.00"),
            currency="KZT",
            document="15",
            payer="Иванова Мария",
            purpose="Оплата тура ALT-7K3M9Q",
        )
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_delimiter(delimiter: str) -> None:
    row = ["2026-08-04", '"225,000.00"', "KES", "QWE123", "Mary", '"for, or; ALT-7K3M9Q"']
    content = f"{ENGLISH.replace(',', delimiter)}\r\n{delimiter.join(row)}\r\n"
    (line,) = lines(content)
    assert (int(line.amount), line.currency, line.reference) == (225000, "KES", "QWE123")
    assert line.purpose == "for, or; ALT-7K3M9Q"


def test_what_stands_above_the_head_is_passed_over() -> None:
    above = 'Выписка по счёту;KZ86125KZT5004100100\n"Период:";01.08.2026;04.08.2026\n\n'
    (line,) = lines(f"{above}{RUSSIAN}\n04.08.2026;1;;100;А;Б\n")
    assert line.number == 5


@pytest.mark.parametrize(
    ("typed", "amount", "currency"),
    [
        ("225000", "225000", "KZT"),
        ("225 000,50", "225000.50", "KZT"),
        ("225\u00a0000.5 ₸", "225000.5", "KZT"),
        ("+1 000", "1000", "KZT"),
        ("1000 тг.", "1000", "KZT"),
        ("$1,250.00", "1250", "USD"),
        ("USD 12", "12", "USD"),
        ("12 руб.", "12", "RUB"),
    ],
)
def test_amounts_as_banks_write_them(typed: str, amount: str, currency: str) -> None:
    (line,) = lines(f'Date,Amount\n2026-08-04,"{typed}"\n')
    assert (line.amount, line.currency, line.is_outgoing) == (Decimal(amount), currency, False)


@pytest.mark.parametrize("typed", ["-1000", "−1 000,00", "(1000)"])
def test_what_left_the_account_is_told_by_its_sign(typed: str) -> None:
    (line,) = lines(f'Date,Amount\n2026-08-04,"{typed}"\n')
    assert (int(line.amount), line.is_outgoing) == (1000, True)


def test_what_left_the_account_is_told_by_its_column() -> None:
    found = lines(f"{RUSSIAN}\n04.08.2026;1;500,00;0,00;А;Б\n04.08.2026;2;0;600;А;Б\n")
    assert [(int(line.amount), line.is_outgoing) for line in found] == [(500, True), (600, False)]


@pytest.mark.parametrize(
    "typed", ["2026-08-04", "04.08.2026", "04/08/2026", "04.08.26", "2026-08-04T10:15:00"]
)
def test_days_as_banks_write_them(typed: str) -> None:
    (line,) = lines(f"Date,Amount\n{typed},1\n")
    assert line.day == date(2026, 8, 4)


def test_the_head_may_name_the_currency() -> None:
    (line,) = lines("Дата;Сумма (USD)\n04.08.2026;10\n")
    assert line.currency == "USD"


def test_the_bank_s_own_reference_is_preferred_to_the_payers_number() -> None:
    (line,) = lines("Дата;Сумма;Номер документа;Референс\n04.08.2026;10;15;FT99\n")
    assert (line.reference, line.document) == ("FT99", "15")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("2026-13-04,1,KZT,,,", "“2026-13-04” is no day"),
        (",1,KZT,,,", "“” is no day"),
        ("2026-08-04,много,KZT,,,", "“много” is no amount"),
        ("2026-08-04,0,KZT,,,", "“0” is no amount"),
        ("2026-08-04,1.0015,KZT,,,", "“1.0015” is no amount"),
        ("2026-08-04,1,QQQ,,,", "“QQQ” is no currency"),
        ("2026-08-04,1,KZT,,,a,b", "7 cells where the head has 6"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(row: str, sentence: str) -> None:
    assert sentence in problem(row)


def test_a_row_with_both_sides_is_not_guessed_at() -> None:
    assert "a credit and a debit" in problem("04.08.2026;1;5;6;А;Б", RUSSIAN)


def test_the_others_go_on() -> None:
    found = read(f"{ENGLISH}\nbad,1,,,,\n\n2026-08-04,1,,,,\n".encode(), "KZT")
    assert [type(one).__name__ for one in found] == ["Unread", "Line"]
    assert found[1].number == 4


def test_a_quote_never_closed_swallows_no_other_line() -> None:
    content = f'{ENGLISH}\n2026-08-04,1,KZT,A,B,"Алтай\n2026-08-04,2,KZT,C,D,E\n'
    assert [line.amount for line in lines(content)] == [1, 2]


def test_a_purpose_may_have_lines_of_its_own() -> None:
    content = f'{ENGLISH}\n2026-08-04,1,KZT,A,B,"за тур\nALT-7K3M9Q"\n2026-08-04,2,KZT,,,\n'
    first, second = lines(content)
    assert ("ALT-7K3M9Q" in first.purpose, first.number, second.number) == (True, 2, 4)


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"a,b\n1,2\n", "Имя;Телефон\n".encode()])
def test_what_is_no_statement_is_refused(content: bytes) -> None:
    with pytest.raises(StatementRefused):
        read(content, "KZT")


def test_a_file_too_large_is_refused() -> None:
    with pytest.raises(StatementRefused, match="larger"):
        read(b"x" * (5 * 1024 * 1024 + 1), "KZT")
