"""The language of a client: guessed from what they write, else from their number."""

import re

from crm import phone as phones
from crm.errors import ValueRefused

LANGUAGES = ("en", "ru")
"""The languages the product speaks."""

_RUSSIAN_SPOKEN = ("KZ", "RU", "BY", "KG")
# An address is written in Latin letters by everyone.
_ADDRESSES = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+", re.IGNORECASE)
_CYRILLIC = re.compile("[\u0400-\u0481\u048a-\u052f\u1c80-\u1c8f\ua640-\ua66d]")
_LATIN = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\uff21-\uff5a]")


def guess(body: str) -> str | None:
    """The language of most letters, Cyrillic on a tie; None without such letters."""
    words = _ADDRESSES.sub(" ", body)
    cyrillic, latin = len(_CYRILLIC.findall(words)), len(_LATIN.findall(words))
    if not cyrillic and not latin:
        return None
    return "ru" if cyrillic >= latin else "en"


def for_phone(phone: str | None) -> str | None:
    """The language most likely understood where the number is from; None where that is open."""
    if phone is None:
        return None
    return "ru" if phones.country(phone) in _RUSSIAN_SPOKEN else None


def named(typed: str) -> str:
    """The code of a language that the product speaks. Raises ValueRefused."""
    code = typed.strip().lower()
    if code not in LANGUAGES:
        raise ValueRefused(
            "“%(part)s” is no language of ours: %(known)s.",
            part=typed,
            known=", ".join(LANGUAGES),
        )
    return code
