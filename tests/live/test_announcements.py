"""What the database tells is read as it is written there, and nonsense is nothing."""

import pytest

from live import announcements
from live.announcements import Announcement


@pytest.mark.parametrize(
    ("payload", "read"),
    [
        ("7 tasks", Announcement(7, "tasks")),
        ("7 conversations 9f0c", Announcement(7, "conversations 9f0c")),
        ("0 everything", Announcement(announcements.EVERYBODY, announcements.EVERYTHING)),
        ("", None),
        ("7", None),
        ("tasks 7", None),
    ],
)
def test_a_payload_is_an_organization_and_words(payload: str, read: Announcement | None) -> None:
    assert announcements.read(payload) == read
