"""The head of a statement: which of its columns is what, in English and Russian."""

import re
from collections.abc import Sequence

from crm import money
from crm.errors import ValueRefused

NAMES = {
    "day": (
        "date|payment date|transaction date|booking date|operation date|posting date|value date"
        "|completion time|completed date|дата|дата операции|дата платежа|дата проводки"
        "|дата документа|дата зачисления|дата и время|дата транзакции"
    ),
    "amount": (
        "amount|sum|transaction amount|payment amount|сумма|сумма операции|сумма платежа"
        "|сумма перевода|сумма транзакции|сумма документа"
    ),
    "credit": (
        "credit|credit amount|incoming|paid in|money in|received|кредит|приход|поступление"
        "|поступления|зачисление|зачислено|сумма по кредиту|оборот по кредиту|кредит оборот"
    ),
    "debit": (
        "debit|debit amount|outgoing|withdrawn|withdrawal|paid out|money out|дебет|расход"
        "|расходы|списание|списано|сумма по дебету|оборот по дебету|дебет оборот"
    ),
    "currency": "currency|ccy|currency code|валюта|валюта операции|валюта платежа|код валюты",
    "reference": (
        "reference|ref|reference number|bank reference|transaction id|transaction reference"
        "|transaction number|operation id|receipt no|receipt number|референс|номер операции"
        "|номер транзакции|id операции|id транзакции|код операции|референс банка"
    ),
    "document": (
        "document|document number|document no|doc no|number|номер документа|№ документа|номер"
        "|№ док|номер док|номер платежного поручения|документ"
    ),
    "payer": (
        "payer|payer name|name|counterparty|counterparty name|sender|from|other party"
        "|other party info|плательщик|отправитель|контрагент|наименование плательщика|фио"
        "|фио плательщика|наименование контрагента|корреспондент|клиент"
    ),
    "purpose": (
        "purpose|purpose of payment|payment purpose|description|details|payment details"
        "|narrative|memo|comment|message|remittance information|назначение"
        "|назначение платежа|описание|комментарий|детали|детали платежа|сообщение"
        "|основание"
    ),
}
"""Column to its names, lower case, the commoner first: where two stand there, the first wins."""

_KNOWN = {name: column for column, names in NAMES.items() for name in names.split("|")}
_ORDER = list(_KNOWN)
_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]|[.,:;]+")
_CODE = re.compile(r"\b[A-Z]{3}\b")


class Columns:
    """Where each column stands, and the currency the head names, if any."""

    def __init__(self, head: Sequence[str]) -> None:
        """Know the columns of a head; others are of no interest."""
        self.width = len(head)
        self.places: dict[str, int] = {}
        self.currency: str | None = None
        ranks: dict[str, int] = {}
        for place, cell in enumerate(head):
            currency, name = _currency_and_name(cell)
            column = _KNOWN.get(name)
            if column is None:
                continue
            rank = _ORDER.index(name)
            if column not in ranks or rank < ranks[column]:
                ranks[column], self.places[column] = rank, place
            if column in ("amount", "credit"):
                self.currency = currency or self.currency

    @property
    def are_enough(self) -> bool:
        """A head names at least the day and what came."""
        return "day" in self.places and not {"amount", "credit"}.isdisjoint(self.places)

    def cell(self, row: Sequence[str], column: str) -> str:
        """A row's cell of a column; empty where there is none."""
        place = self.places.get(column)
        return row[place].strip() if place is not None and place < len(row) else ""


def _currency_and_name(cell: str) -> tuple[str | None, str]:
    """`Сумма (KZT)` is the amount, in KZT."""
    found = None
    for code in _CODE.findall(cell):
        try:
            found = money.named(code)
        except ValueRefused:
            continue
        cell = cell.replace(code, " ")
    plain = _BRACKETS.sub(" ", cell.casefold().replace("ё", "е"))
    return found, " ".join(plain.split())
