"""Money: Decimal amounts of a currency, their digits, parts, and how people write them.

Arithmetic follows ISO 4217's exponents (the table `currencies` holds the same, a test
compares them); only the way an amount is shown follows the reader's language.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal, InvalidOperation

from babel.numbers import format_decimal
from iso4217 import Currency

from crm.errors import AmountRefused, Text, ValueRefused

SYMBOLS = {"KZT": "₸", "RUB": "₽", "USD": "$", "EUR": "€"}
"""How Russian writes them; the library's own data has no ₸ for it."""

LARGEST = Decimal(10) ** 15
_EXPONENTS = {one.code: one.exponent for one in Currency if one.exponent in (0, 2, 3)}
_SPACES = re.compile(r"[\s\u00a0\u202f_'’]")
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)*")
_TOO_MANY_DIGITS = Text(
    "%(amount)s has too many digits: %(currency)s has %(digits)s after the point."
)
_NO_DIGITS = Text("%(amount)s has too many digits: %(currency)s has none after the point.")


@dataclass(frozen=True)
class Sum:
    """An amount that a refusal speaks of."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return text(self.amount, self.currency, "en")


def named(typed: str) -> str:
    """The code of a currency. Raises ValueRefused."""
    code = typed.strip().upper()
    if code not in _EXPONENTS:
        raise ValueRefused(
            "“%(part)s” is no currency. Write its three letters, as in KZT.", part=typed
        )
    return code


def exponent(currency: str) -> int:
    """How many digits an amount of this currency may have after the point."""
    return _EXPONENTS[currency]


def quantum(currency: str) -> Decimal:
    """The smallest amount: 0.01 for KZT, 1 for JPY, 0.001 for KWD."""
    return Decimal(1).scaleb(-_EXPONENTS[currency])


def check(amount: Decimal, currency: str) -> Decimal:
    """The amount with just the currency's digits. Raises AmountRefused: too many, too large."""
    if not amount.is_finite() or abs(amount) >= LARGEST:
        raise AmountRefused("That amount is too large to be one.", amount=str(amount))
    whole = amount.quantize(quantum(currency), rounding=ROUND_DOWN)
    if whole != amount:
        digits = exponent(currency)
        message = _TOO_MANY_DIGITS if digits else _NO_DIGITS
        raise AmountRefused(
            message,
            amount=str(amount),
            currency=currency,
            digits=digits,
        )
    return whole


def parse(typed: str, currency: str) -> Decimal:
    """An amount as people type it: `225 000`, `225,000.00 ₸`, `1.250,5`. Raises AmountRefused.

    A lone comma before three digits groups thousands, where the currency has no three digits
    of its own; a lone point never does, since `10.555` is more likely a mistake.
    """
    plain = _SPACES.sub("", typed)
    for mark in (currency, currency.lower(), *SYMBOLS.values()):
        plain = plain.replace(mark, "")
    if not _NUMBER.fullmatch(plain):
        raise AmountRefused(
            "“%(amount)s” is no amount. Write it in digits, as in 225000.", amount=typed.strip()
        )
    try:
        return check(Decimal(_pointed(plain, currency)), currency)
    except InvalidOperation:
        raise AmountRefused(
            "“%(amount)s” is no amount. Write it in digits, as in 225000.", amount=typed.strip()
        ) from None


def split(total: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Parts of `total` by weight that sum to it exactly, each a multiple of the smallest unit.

    What rounding leaves goes to the parts with the largest remainders, the earlier first.
    Raises AmountRefused where a part would be nothing.
    """
    unit = quantum(currency)
    units = int(total / unit)
    whole = sum(weights, Decimal(0))
    exact = [units * weight / whole for weight in weights]
    parts = [int(one) for one in exact]
    left = units - sum(parts)
    by_rest = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_rest[:left]:
        parts[place] += 1
    if min(parts) <= 0:
        raise AmountRefused(
            "%(amount)s cannot be paid in %(parts)s parts. Make fewer of it.",
            amount=Sum(total, currency),
            parts=len(parts),
        )
    return [part * unit for part in parts]


def equal_parts(total: Decimal, count: int, currency: str) -> list[Decimal]:
    """`count` parts that differ by the smallest unit at most. Raises AmountRefused."""
    return split(total, [Decimal(1)] * count, currency)


def to_minor(amount: Decimal, currency: str) -> int:
    """The amount in the currency's smallest units, as payment providers count. Exact."""
    return int(check(amount, currency).scaleb(exponent(currency)))


def from_minor(units: int, currency: str) -> Decimal:
    """The amount of so many smallest units."""
    return (Decimal(units).scaleb(-exponent(currency))).quantize(quantum(currency))


def plain(amount: Decimal, currency: str) -> str:
    """The amount as JSON keeps it: text with all of the currency's digits."""
    return f"{amount.quantize(quantum(currency)):f}"


def text(amount: Decimal, currency: str, language: str) -> str:
    """As messages and pages show it: `450 000 ₸` in ru, `KZT 450,000` in en.

    Digits after the point are left out where they say nothing; three of them always stay,
    since `1,000` would be read as one dinar.
    """
    digits = exponent(currency)
    if digits < 3 and amount == amount.to_integral_value():
        digits = 0
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    shown = format_decimal(amount, format=pattern, locale=language)
    if language == "ru":
        return f"{shown}\u00a0{SYMBOLS.get(currency, currency)}"
    return f"{currency}\u00a0{shown}"


def _pointed(plain: str, currency: str) -> str:
    """The number with a point before its fraction and nothing between thousands."""
    last = max(plain.rfind("."), plain.rfind(","))
    if last < 0:
        return plain
    after = len(plain) - last - 1
    marks = [sign for sign in plain if sign in ".,"]
    groups = len(marks) > 1 or (marks == [","] and exponent(currency) != 3)
    if after == 3 and len(set(marks)) == 1 and groups:
        return re.sub("[.,]", "", plain)
    return re.sub("[.,]", "", plain[:last]) + "." + plain[last + 1 :]
