"""A booking's code: `ALT-7K3M9Q`, read aloud, typed back and found inside a sentence.

Six signs of 31 without 0 and O, 1 and I and L. Cyrillic letters that look like Latin ones
are read as those: whoever types it on a Russian keyboard means the same code.
"""

import re
import secrets
import unicodedata

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6

_LOOKALIKES = str.maketrans("АВЕКМНРСТУХ", "ABEKMHPCTYX")
_CODE = re.compile(rf"(?<![0-9A-Z])([A-Z]{{3}})[\s-]?([{SIGNS}]{{6}})(?![0-9A-Z])")
_LATIN = str.maketrans("АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЫЭЮЯ", "ABVGDEZZIYKLMNOPRSTUFHCCSSYEYY")


def prefix_of(title: str) -> str:
    """Three letters of a trip's name, in Latin: `ALT` of «Алтай»; `TRP` where it has too few."""
    upper = unicodedata.normalize("NFKD", title.upper().replace("Ё", "Е"))
    found = re.sub("[^A-Z]", "", upper.translate(_LATIN))[:3]
    return found if len(found) == 3 else "TRP"


def new(prefix: str) -> str:
    """A fresh code; the database says whether it is taken, and then another is drawn."""
    drawn = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    return f"{prefix}-{drawn}"


def find(sentence: str) -> list[str]:
    """Every code in a sentence, as the database has it; however it was written."""
    return [f"{prefix}-{rest}" for prefix, rest in _CODE.findall(folded(sentence))]


def folded(sentence: str) -> str:
    """The sentence in capitals, letters and dashes that look like Latin ones made those."""
    plain = unicodedata.normalize("NFKC", sentence).upper().translate(_LOOKALIKES)
    return re.sub("[‐-―−]", "-", plain)


def canonical(typed: str) -> str | None:
    """The code that was typed, if it is one and nothing else."""
    found = find(typed)
    return found[0] if len(found) == 1 else None
