"""An announcement of the database's: whom it concerns, and what has changed."""

from dataclasses import dataclass

EVERYBODY = 0
EVERYTHING = "everything"
"""The topic that makes a page look at all it shows."""

ACCESS = "access"
"""The topic of sessions and users. It is ours: no page hears it."""


@dataclass(frozen=True)
class Announcement:
    """What a trigger told: a topic, and of which conversation. Never what it is now."""

    organization_id: int
    words: str
    """As pages hear it: `bookings`, or `conversations <public id>`."""


def read(payload: str) -> Announcement | None:
    """The announcement of a payload; None for what is none of ours."""
    organization_id, _, words = payload.partition(" ")
    if not organization_id.isdecimal() or not words:
        return None
    return Announcement(int(organization_id), words)
