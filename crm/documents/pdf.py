"""A document as the bytes of its PDF.

What draws it takes 18 MB and a third of a second to load: with the first document, not with every
process that might be asked for one.
"""

from datetime import datetime
from pathlib import Path
from typing import Any


def drawn(facts: dict[str, Any], issued_at: datetime, fonts: Path, logo: bytes | None) -> bytes:
    """Draw it, see `draw.pdf`. Raises OSError where the font's files are not in `fonts`."""
    from crm.documents import draw  # noqa: PLC0415  (the reason is above)

    return draw.pdf(facts, issued_at, fonts, logo)
