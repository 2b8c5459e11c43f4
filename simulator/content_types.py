"""The content types of templates: which parts each has, and which it must have."""

import re
from dataclasses import dataclass
from typing import Any

from simulator.refusals import Refusal

LONGEST_TITLE = 25
MOST_REPLIES = 10


@dataclass(frozen=True)
class Shape:
    """The parts of one content type."""

    needed: frozenset[str]
    allowed: frozenset[str]
    actions: frozenset[str] = frozenset()
    """The kinds of buttons it takes."""


def _shape(needed: str, allowed: str = "", actions: str = "") -> Shape:
    return Shape(*(frozenset(words.split()) for words in (needed, allowed, actions)))


LINKS = "URL PHONE_NUMBER COPY_CODE VOICE_CALL VOICE_CALL_REQUEST"
SHAPES = {
    "twilio/text": _shape("body"),
    "twilio/media": _shape("media", "body"),
    "twilio/quick-reply": _shape("body actions", "", "QUICK_REPLY"),
    "twilio/call-to-action": _shape("body actions", "", LINKS),
    "twilio/list-picker": _shape("body button items"),
    "twilio/card": _shape("title", "subtitle media actions", f"QUICK_REPLY {LINKS}"),
    "whatsapp/card": _shape("body", "footer header_text media actions", f"QUICK_REPLY {LINKS}"),
}
"""Those that are spoken here; Twilio has a few more."""


def check(types: object) -> dict[str, Any]:
    """The types of a create call. Raises Refusal where Twilio would not know what to make."""
    if not isinstance(types, dict) or not types:
        raise Refusal(20001)
    for name, parts in types.items():
        if name not in SHAPES or not isinstance(parts, dict) or not _is_good(SHAPES[name], parts):
            raise Refusal(20001)
    return dict(types)


def _is_good(shape: Shape, parts: dict[str, Any]) -> bool:
    given = {name for name, part in parts.items() if part}
    if not shape.needed <= given <= shape.needed | shape.allowed:
        return False
    if not all(isinstance(address, str) for address in parts.get("media") or []):
        return False
    actions = parts.get("actions") or []
    replies = [action for action in actions if action.get("type") == "QUICK_REPLY"]
    return len(replies) <= MOST_REPLIES and all(_is_button(shape, action) for action in actions)


def _is_button(shape: Shape, action: dict[str, Any]) -> bool:
    """A title without a variable, and behind a link an address."""
    kind, title = action.get("type", "QUICK_REPLY"), str(action.get("title") or "")
    if kind not in shape.actions or not 0 < len(title) <= LONGEST_TITLE or "{{" in title:
        return False
    return kind != "URL" or re.match(r"https?://[^/{}]+", str(action.get("url"))) is not None
