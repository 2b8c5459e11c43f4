"""The words by which a client ends automatic messages, and by which they take them back."""

import unicodedata
from typing import Literal

Meaning = Literal["stop", "start"]


def _folded(text: str) -> str:
    """The letters and digits between the edges, without case, invisible signs and the dots of ё."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    first = next((place for place, sign in enumerate(seen) if sign.isalnum()), len(seen))
    last = next((place for place in range(len(seen), first, -1) if seen[place - 1].isalnum()), 0)
    return seen[first:last].replace("ё", "е")


_MEANINGS: dict[str, Meaning] = {
    **dict.fromkeys(
        map(
            _folded,
            ("STOP", "UNSUBSCRIBE", "СТОП", "ОТПИСАТЬСЯ", "BAJA", "PARAR", "SAIR", "ТОҚТА"),
        ),
        "stop",
    ),
    **dict.fromkeys(map(_folded, ("START", "UNSTOP", "СТАРТ", "ВОЗОБНОВИТЬ")), "start"),
}


def meaning(body: str) -> Meaning | None:
    """What the whole message says about consent; None for any other message.

    A word inside a sentence says nothing, and neither does "cancel": it may mean a booking.
    """
    return _MEANINGS.get(_folded(body))
