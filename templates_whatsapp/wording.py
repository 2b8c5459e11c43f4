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
        yield _wrong(file, 1, "the body is empty")
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
            code = f"U+{ord(sign):04X}"
            yield _wrong(file, _line(text, place), "a control character (%(code)s)", code=code)
    for run in re.finditer(" {5,}|\n{3,}", text):
        at = _line(text, run.start())
        yield _wrong(file, at, "more than four spaces or two line ends in a row")


def _syntax(file: str, text: str) -> Iterator[Finding]:
    """Anything in braces that is not a plain variable, once a line."""
    for number, line in enumerate(text.split("\n"), start=1):
        if re.search(r"[{}]", PLACEHOLDER.sub("", line)):
            yield _wrong(file, number, "only variables such as {{ name }} may stand in braces")


def _variables(file: str, text: str, examples: Mapping[str, str]) -> Iterator[Finding]:
    """Those used against those declared."""
    used = Counter[str]()
    for found in PLACEHOLDER.finditer(text):
        name, line = found[1], _line(text, found.start())
        used[name] += 1
        if name not in examples:
            yield _wrong(
                file, line, "the variable `%(name)s` is not declared in the catalogue", name=name
            )
        elif used[name] == 2:
            yield _wrong(file, line, "the variable `%(name)s` is used twice", name=name)
    for name in examples:
        if name not in used:
            yield _wrong(file, 1, "the variable `%(name)s` is declared but not used", name=name)


def _places(file: str, text: str) -> Iterator[Finding]:
    """Variables where reviewers refuse them: at the edges, side by side."""
    found = list(PLACEHOLDER.finditer(text))
    if not found:
        return
    if not _has_words(text[: found[0].start()]):
        yield _wrong(file, _line(text, found[0].start()), "the body begins with a variable")
    if not _has_words(text[found[-1].end() :]):
        yield _wrong(file, _line(text, found[-1].start()), "the body ends with a variable")
    for one, two in pairwise(found):
        if not text[one.end() : two.start()].strip():
            yield _wrong(
                file,
                _line(text, two.start()),
                "the variables `%(one)s` and `%(two)s` stand side by side",
                one=one[1],
                two=two[1],
            )


def _size(file: str, text: str, examples: Mapping[str, str]) -> Iterator[Finding]:
    """Enough words for its variables, and no more characters than people read."""
    variables = len(PLACEHOLDER.findall(text))
    words = sum(_has_words(word) for word in PLACEHOLDER.sub(" ", text).split())
    if words < 2 * variables + 1:
        yield _wrong(
            file,
            1,
            "%(words)s words are too few for %(variables)s variables, %(needed)s needed",
            words=words,
            variables=variables,
            needed=2 * variables + 1,
        )
    length = len(PLACEHOLDER.sub(lambda found: examples.get(found[1], ""), text))
    if length > LONGEST_BODY:
        yield _wrong(
            file,
            1,
            "%(length)s characters with the examples, at most %(most)s allowed",
            length=length,
            most=LONGEST_BODY,
        )


def _wrong(file: str, line: int, message: str, /, **values: object) -> Finding:
    """A finding; its message is extracted for the pages' translations by this name."""
    return Finding(file, line, message, values)


def _has_words(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
