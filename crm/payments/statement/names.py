"""Whether a payer and a client have the same name, in whichever script and order it is written.

Good enough to propose, never to decide: a person accepts what is proposed.
"""

import re
from difflib import SequenceMatcher

ALIKE = 0.75
"""`Mariya` and `Мария`, `Иванова` and `Ivanova`; not `Мария` and `Марат`."""

_LATIN = str.maketrans(
    "абвгдеёзийклмнопрстуфыэіәғқңөұүһ",
    "abvgdeeziyklmnoprstufyeiagknouuh",
)
_PAIRS = str.maketrans(
    {
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "sch",
        "ю": "yu",
        "я": "ya",
        "ъ": "",
        "ь": "",
    }
)


def are_alike(payer: str, client: str) -> bool:
    """Every word of the shorter name is one of the longer; an initial stands for a word.

    One whole word at least is the same.
    """
    shorter, longer = sorted((_words(payer), _words(client)), key=len)
    whole = 0
    for word in shorter:
        found = next((one for one in longer if _is_same(word, one)), None)
        if found is None:
            return False
        longer.remove(found)
        whole += min(len(word), len(found)) > 1
    return whole > 0


def _words(name: str) -> list[str]:
    return re.findall(r"[a-z]+", name.casefold().translate(_LATIN).translate(_PAIRS))


def _is_same(one: str, other: str) -> bool:
    if min(len(one), len(other)) == 1:
        return one[0] == other[0]
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE
