"""Whose conversations the list shows, and which of them: kept while one goes from page to page.

The view stands in the address. What is opened from a conversation, and what is done in it, comes
back to a list in the same view, so that nobody who answers "Mine" finds "All" beside the answer.
"""

from typing import Any

from flask import Flask, has_request_context, request

from crm import conversation_list

PLAIN = ("all", "open")
"""What an address need not say."""

KNOWN = {"whose": conversation_list.WHOSE, "only": conversation_list.ONLY}

KEEPING = ("conversations", "answers", "talk", "media", "selling", "quoting")
"""The pages with a conversation on them, and what is done there."""


def register(app: Flask) -> None:
    """Carry the view along, and let the templates lead back to the list in it."""
    app.url_defaults(keep)
    app.jinja_env.globals.update(list_view=asked)


def asked() -> dict[str, str]:
    """What the address says of the view."""
    said = {name: request.args.get(name, "") for name in KNOWN}
    return {name: word for name, word in said.items() if word in KNOWN[name] and word not in PLAIN}


def keep(endpoint: str, values: dict[str, Any]) -> None:
    """Add the view to an address of a conversation; the list itself always names its own."""
    page = endpoint.partition(".")[0]
    if page not in KEEPING or "public_id" not in values or not has_request_context():
        return
    if request.blueprint in KEEPING:
        values.update(asked() | values)
