"""Reading a statement: bytes of a CSV as banks export it, to lines; what is no line says why."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from crm import money
from crm.errors import AmountRefused, StatementRefused, ValueRefused
from crm.payments.statement.columns import Columns
from crm.payments.statement.line import Line, Unread

LARGEST = 5 * 1024 * 1024
DELIMITERS = ",;\t"
HEAD_WITHIN = 30
"""Lines above the head: the account, the period, the balance."""

_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d.%m.%y")
_SIGNS = {symbol: code for code, symbol in money.SYMBOLS.items()} | {
    "тенге": "KZT",
    "тг": "KZT",
    "руб": "RUB",
}
_CODE = re.compile(r"(?<![A-Z])[A-Z]{3}(?![A-Z])")
_MINUS = str.maketrans("−–—", "---")

Row = tuple[int, list[str]]


class Malformed(Exception):
    """A cell says nothing that can be used."""

    def __init__(self, reason: str, **facts: object) -> None:
        """Keep the reason's key and facts."""
        super().__init__(reason)
        self.reason, self.facts = reason, facts


def read(content: bytes, currency: str) -> list[Line | Unread]:
    """The lines of a statement, in order; `currency` is theirs where the file names none.

    Raises StatementRefused where it is no statement at all.
    """
    if len(content) > LARGEST:
        raise StatementRefused("This file is larger than 5 MB. Export a shorter period.")
    rows, columns = _under_head(_decoded(content))
    found: list[Line | Unread] = []
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        try:
            found.append(_line(number, row, columns, columns.currency or currency))
        except Malformed as problem:
            found.append(Unread(number, problem.reason, problem.facts))
    return found


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", "replace")


def _under_head(text: str) -> tuple[list[Row], Columns]:
    """The rows below the head, split as the head is."""
    best: tuple[int, list[Row], Columns] | None = None
    for delimiter in DELIMITERS:
        rows = list(_rows(text, delimiter))[:HEAD_WITHIN]
        for head, row in rows:
            columns = Columns(row)
            if columns.are_enough and (best is None or len(columns.places) > best[0]):
                below = [one for one in _rows(text, delimiter, columns) if one[0] > head]
                best = len(columns.places), below, columns
                break
    if best is None:
        raise StatementRefused(
            "No line names the columns. A statement has a head with a date and an amount, as in "
            "“Date;Amount;Currency;Reference;Payer;Purpose” or «Дата;Сумма;…»."
        )
    return best[1], best[2]


def _rows(text: str, delimiter: str, columns: Columns | None = None) -> Iterator[Row]:
    """Rows with the line they begin on; those of several lines are looked at twice."""
    physical = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    reader = csv.reader(io.StringIO("\n".join(physical)), delimiter=delimiter)
    begins = 1
    try:
        for row in reader:
            ends = reader.line_num
            alone = [
                (number, cells)
                for number in range(begins, ends + 1)
                for cells in csv.reader([physical[number - 1]], delimiter=delimiter)
            ]
            yield from alone if columns and _has_swallowed(row, alone, columns) else [(begins, row)]
            begins = ends + 1
    except csv.Error as problem:
        raise StatementRefused(
            "This is no CSV file. Export it once more.", hint="(%(why)s)", why=str(problem)
        ) from None


def _has_swallowed(row: Sequence[str], alone: Sequence[Row], columns: Columns) -> bool:
    """Whether a quote that was never closed has taken the lines after it into its cell.

    Then the row has not the cells of the head, or one of those lines is a row of its own.
    """
    if len(alone) == 1:
        return False
    return len(row) != columns.width or any(
        len(cells) == columns.width and _is_day(columns.cell(cells, "day"))
        for _, cells in alone[1:]
    )


def _line(number: int, row: list[str], columns: Columns, currency: str) -> Line:
    """One row as a line. Raises Malformed."""
    if any(cell.strip() for cell in row[columns.width :]):
        raise Malformed("cells", found=len(row), wanted=columns.width)
    day = _day(columns.cell(row, "day"))
    typed, is_outgoing = _which_way(row, columns)
    named = columns.cell(row, "currency") or _currency_in(typed) or currency
    try:
        code = money.named(_SIGNS.get(named.casefold().rstrip("."), named))
    except ValueRefused:
        raise Malformed("no_currency", typed=named) from None
    amount = _amount(typed, code)
    return Line(
        number=number,
        day=day,
        amount=abs(amount),
        currency=code,
        is_outgoing=is_outgoing or amount < 0,
        **{name: columns.cell(row, name) for name in ("reference", "document", "payer", "purpose")},
    )


def _day(typed: str) -> date:
    """A day, whatever time stands behind it."""
    first = re.split(r"[\sT]", typed, maxsplit=1)[0]
    for form in _DAYS:
        try:
            return datetime.strptime(first, form).date()  # noqa: DTZ007  (a day, no instant)
        except ValueError:
            continue
    raise Malformed("no_day", typed=typed)


def _is_day(typed: str) -> bool:
    try:
        return bool(_day(typed))
    except Malformed:
        return False


def _which_way(row: Sequence[str], columns: Columns) -> tuple[str, bool]:
    """The amount as it is written, and whether its column says that it left."""
    amount, credit, debit = (columns.cell(row, name) for name in ("amount", "credit", "debit"))
    credit, debit = (("" if _is_nothing(side) else side) for side in (credit, debit))
    if credit and debit:
        raise Malformed("two_amounts", typed=f"{credit}, {debit}")
    if credit or debit:
        return credit or debit, not credit
    return amount, False


def _is_nothing(typed: str) -> bool:
    return not typed.strip("0.,- \u00a0")


def _amount(typed: str, currency: str) -> Decimal:
    """An amount as banks write it, below nothing where a minus or brackets say so."""
    plain = typed.translate(_MINUS).strip().removeprefix("+")
    if plain.startswith("(") and plain.endswith(")"):
        plain = f"-{plain[1:-1]}"
    for sign in _SIGNS:
        plain = re.sub(rf"{re.escape(sign)}\.?", "", plain, flags=re.IGNORECASE)
    try:
        amount = money.parse(plain, currency)
    except AmountRefused:
        raise Malformed("no_amount", typed=typed) from None
    if amount == 0:
        raise Malformed("no_amount", typed=typed)
    return amount


def _currency_in(typed: str) -> str | None:
    """The currency an amount is written with."""
    for sign, code in _SIGNS.items():
        if sign in typed.casefold():
            return code
    found = _CODE.search(typed)
    return found[0] if found else None
