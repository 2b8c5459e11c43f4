"""Which of two values stays where two clients become one: nothing that somebody wrote is lost."""

from collections.abc import Mapping
from typing import Any

from crm.merging.pair import Pair
from crm.models import Client

FIELDS = ("name", "phone", "email", "preferred_language", "timezone", "notes")


def taken(pair: Pair) -> dict[str, Any]:
    """What changes at the one who stays, by column.

    Their own values win where they have any; notes are put together, a name wins over a number
    that only stands in for one.
    """
    kept, merged = pair.kept, pair.merged
    values = {
        name: getattr(merged, name)
        for name in ("phone", "email", "preferred_language", "timezone")
        if getattr(kept, name) is None and getattr(merged, name) is not None
    }
    if kept.name_is_placeholder and not merged.name_is_placeholder:
        values |= {"name": merged.name, "name_is_placeholder": False}
    if merged.notes and merged.notes != kept.notes:
        values["notes"] = "\n\n".join(one for one in (kept.notes, merged.notes) if one)
    return values


def added_tags(pair: Pair) -> list[str]:
    """The tags that only the other one had."""
    there = {tag.casefold() for tag in pair.kept.tags}
    return [tag for tag in pair.merged.tags if tag.casefold() not in there]


def changed(client: Client, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Write the values; what they were before and are now, by column."""
    notes = {}
    for name, value in values.items():
        notes[name] = {"before": getattr(client, name), "after": value}
        setattr(client, name, value)
    return notes


def restore(client: Client, noted: Mapping[str, Mapping[str, Any]]) -> None:
    """Take the values back that nobody has changed since."""
    for name, values in noted.items():
        if getattr(client, name) == values["after"]:
            setattr(client, name, values["before"])
