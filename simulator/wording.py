"""A template's words: its body, its placeholders, its buttons, and what Meta's review says."""

import re
from typing import Any

from simulator.records import Content

PLACEHOLDER = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
SESSION_KINDS = frozenset(
    f"twilio/{kind}" for kind in ("text", "quick-reply", "call-to-action", "media", "list-picker")
)
"""What may be sent inside the window without an approval; a card of either kind may not."""


def kind(content: Content) -> str:
    """The template's type, such as `twilio/quick-reply`; the richest where it has several."""
    return next((name for name in content.types if name != "twilio/text"), "twilio/text")


def body(content: Content) -> str:
    """Its text with the placeholders still in it."""
    part = content.types.get(kind(content)) or {}
    return str(part.get("body") or part.get("title") or "")


def placeholders(content: Content) -> set[str]:
    """The names of the variables that must be given: those in any of its texts."""
    return set(PLACEHOLDER.findall(" ".join(_texts(content.types.get(kind(content))))))


def fill(text: str, variables: dict[str, str]) -> str:
    """A text with its variables put in."""
    return PLACEHOLDER.sub(lambda found: variables.get(found[1], found[0]), text)


def render(content: Content, variables: dict[str, str]) -> str:
    """The body as the client reads it."""
    return fill(body(content), variables)


def buttons(content: Content, variables: dict[str, str]) -> list[dict[str, str]]:
    """Its buttons or list rows: title, id or url, filled."""
    part = content.types.get(kind(content)) or {}
    rows = part.get("actions") or part.get("items") or []
    return [
        {
            "type": str(row.get("type") or ("LIST" if "item" in row else "QUICK_REPLY")),
            "title": fill(str(row.get("title") or row.get("item") or ""), variables),
            "id": fill(str(row.get("id") or ""), variables),
            "url": fill(str(row.get("url") or row.get("phone") or ""), variables),
            "description": str(row.get("description") or ""),
        }
        for row in rows
    ]


def media(content: Content, variables: dict[str, str]) -> list[str]:
    """The addresses of its files, filled."""
    part = content.types.get(kind(content)) or {}
    return [fill(str(address), variables) for address in part.get("media") or []]


def review(content: Content) -> str:
    """Why Meta would reject it; empty if it would approve."""
    text = body(content)
    names = PLACEHOLDER.findall(" ".join(_texts(content.types.get(kind(content)))))
    words = len(PLACEHOLDER.sub(" ", text).split())
    in_text = len(set(PLACEHOLDER.findall(text)))
    addresses = [*media(content, {}), *(button["url"] for button in buttons(content, {}))]
    findings = {
        "Variables need samples": bool(set(names) - set(content.variables)),
        "The body is over 1024 characters": len(text) > 1024,
        "Variables can't be at the start or end of the template": text.strip().startswith("{{")
        or text.strip().endswith("}}"),
        "Variables can't stand next to each other": re.search(r"\}\}\s*\{\{", text) is not None,
        "This template has too many variables for its length": words < 2 * in_text + 1,
        "Variables are not numbered in sequence": not _numbered(names),
        "An address may have one variable, at its end": not all(map(_is_fixed, addresses)),
    }
    return next((words for words, found in findings.items() if found), "")


def _numbered(names: list[str]) -> bool:
    """Whether the numbers 1 to n are all there, in whatever order a translation needs."""
    return sorted(set(names)) == sorted(str(n) for n in range(1, len(set(names)) + 1))


def _is_fixed(address: str) -> bool:
    """Whether nothing of an address is open but its end."""
    return re.fullmatch(r"[^{}]+(/\{\{\s*\w+\s*\}\})?|", address) is not None


def _texts(part: Any) -> list[str]:
    if isinstance(part, str):
        return [part]
    if isinstance(part, dict):
        part = list(part.values())
    return [text for value in part or [] for text in _texts(value)] if part else []
