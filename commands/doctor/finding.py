"""One line of the doctor's: what was looked at, and whether it is well."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What is so, in words without secrets; where it is not well, what to do."""

    well: bool
    words: str

    def __str__(self) -> str:
        """With its mark in front."""
        return f"{'✓' if self.well else '✗'} {self.words}"


def good(words: str) -> Finding:
    """Something is as it should be."""
    return Finding(True, words)


def bad(words: str) -> Finding:
    """Something is missing or wrong."""
    return Finding(False, words)
