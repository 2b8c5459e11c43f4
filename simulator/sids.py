"""Twilio's ids: two letters that say the kind, and 32 hexadecimal digits."""

import re
import uuid


def new(kind: str) -> str:
    """A fresh id of a kind: SM, MM, HX, ME or XE."""
    return f"{kind}{uuid.uuid4().hex}"


def is_sid(text: str, *kinds: str) -> bool:
    """Whether the text is an id of one of the kinds."""
    return text[:2] in kinds and re.fullmatch(r"[0-9a-fA-F]{32}", text[2:]) is not None
