"""The rules that a message's body must obey, most of them the provider's reviewers'."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from templates_whatsapp.finding import Finding
from templates_whatsapp.render import PLACEHOLDER

LONGEST_BODY = 550
"""Characters, filled with the examples."""


def findings(file: str, text: str, examples: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with a body; `examples` has its declared variables in order."""
    if not text.strip():
        yield Finding(file, 1, "the body is empty")
        return
    yield from _signs(file, text)
    yield from _syntax(file, text)
    yield from _variables(file, text, examples)
    yield from _places(file, text)
    yield from _size(file, text, examples)


def _signs(file: str, text: str) -> Iterator[Finding]:
    """Characters the provider refuses."""
    for place, sign in enumerate(text):
        if sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf"):
            reason = f"a control character (U+{ord(sign):04X})"
            yield Finding(file, _line(text, place), reason)
    for run in re.finditer(" {5,}|\n{3,}", text):
        reason = "more than four spaces or two line ends in a row"
        yield Finding(file, _line(text, run.start()), reason)


def _syntax(file: str, text: str) -> Iterator[Finding]:
    """Anything in braces that is not a plain variable, once a line."""
    for number, line in enumerate(text.split("\n"), start=1):
        if re.search(r"[{}]", PLACEHOLDER.sub("", line)):
            yield Finding(file, number, "only variables such as {{ name }} may stand in braces")


def _variables(file: str, text: str, examples: Mapping[str, str]) -> Iterator[Finding]:
    """Those used against those declared."""
    used = Counter[str]()
    for found in PLACEHOLDER.finditer(text):
        name, line = found[1], _line(text, found.start())
        used[name] += 1
        if name not in examples:
            yield Finding(file, line, f"the variable `{name}` is not declared in the catalogue")
        elif used[name] == 2:
            yield Finding(file, line, f"the variable `{name}` is used twice")
    for name in examples:
        if name not in used:
            yield Finding(file, 1, f"the variable `{name}` is declared but not used")


def _places(file: str, text: str) -> Iterator[Finding]:
    """Variables where reviewers refuse them: at the edges, side by side."""
    found = list(PLACEHOLDER.finditer(text))
    if not found:
        return
    if not _has_words(text[: found[0].start()]):
        yield Finding(file, _line(text, found[0].start()), "the body begins with a variable")
    if not _has_words(text[found[-1].end() :]):
        yield Finding(file, _line(text, found[-1].start()), "the body ends with a variable")
    for one, two in pairwise(found):
        if not text[one.end() : two.start()].strip():
            reason = f"the variables `{one[1]}` and `{two[1]}` stand side by side"
            yield Finding(file, _line(text, two.start()), reason)


def _size(file: str, text: str, examples: Mapping[str, str]) -> Iterator[Finding]:
    """Enough words for its variables, and no more characters than people read."""
    variables = len(PLACEHOLDER.findall(text))
    words = sum(_has_words(word) for word in PLACEHOLDER.sub(" ", text).split())
    if words < 2 * variables + 1:
        reason = f"{words} words are too few for {variables} variables, {2 * variables + 1} needed"
        yield Finding(file, 1, reason)
    length = len(PLACEHOLDER.sub(lambda found: examples.get(found[1], ""), text))
    if length > LONGEST_BODY:
        reason = f"{length} characters with the examples, at most {LONGEST_BODY} allowed"
        yield Finding(file, 1, reason)


def _has_words(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
