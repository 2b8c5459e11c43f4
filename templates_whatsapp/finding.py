"""One thing wrong in the stock files, and where."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What is wrong: the file within its folder, the line counted from 1, the reason in words."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        """As compilers say it."""
        return f"{self.file}:{self.line}: {self.reason}"
