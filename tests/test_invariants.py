"""tests/INVARIANTS.md: every rule is there, and every test that it names exists."""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent
PAGE = (TESTS / "INVARIANTS.md").read_text()
IDS = {"I": 6, "B": 9, "M": 13, "R": 17, "G": 2, "T": 4, "N": 3}
"""How many rules each letter has."""


def test_every_rule_has_its_line() -> None:
    told = re.findall(r"^\| ([A-Z]\d+) \|", PAGE, re.MULTILINE)
    assert told == [f"{letter}{n}" for letter, last in IDS.items() for n in range(1, last + 1)]


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`([^\s`]+\.py)::(test_\w+)`", PAGE)
    assert len(named) > 50
    gone = [
        f"{path}::{name}"
        for path, name in named
        if not re.search(rf"^def {name}\(", (TESTS / path).read_text(), re.MULTILINE)
    ]
    assert gone == []


def test_a_rule_without_a_test_says_why() -> None:
    for line in re.findall(r"^\| [A-Z]\d+ \|.*$", PAGE, re.MULTILINE):
        _, _, proof, besides, _ = line.split("|")
        assert "`" in proof or "a game" in proof or besides.strip(), line
