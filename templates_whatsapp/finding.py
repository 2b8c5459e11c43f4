"""One thing wrong in the stock files or in an operator's own template, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """What is wrong: the file within its folder, the line counted from 1, and why in words."""

    file: str
    line: int
    message: str
    """English, with its values named: pages say it in the reader's language."""
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """The message with its values."""
        return self.message % self.values if self.values else self.message

    def __str__(self) -> str:
        """As compilers say it."""
        return f"{self.file}:{self.line}: {self.reason}"
