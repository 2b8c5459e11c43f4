"""The part of the provider's seam that tests the way in (crm.way_in)."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class ProbeAnswer:
    """What our own public address answered to a probe."""

    status: int | None
    """HTTP's; None where nothing answered."""
    recognised: bool
    """It was we who answered, and we knew it for a probe."""
    milliseconds: int
    problem: str = ""
    """Why nothing answered: `name`, `tls`, `refused`, `silent`."""


class Probing(Protocol):
    """Calling our own address as the provider would."""

    def probe(self, url: str, *, genuine: bool) -> ProbeAnswer:
        """Send a form that is nobody's message, with a signature that is right or is not.

        Raises nothing; ends within 15 seconds.
        """

    def read_probe(self, form: Any) -> str | None:
        """The word by which a probe of ours knows us again; None for any other form."""
