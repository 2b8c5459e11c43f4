"""The window: open for 23 h 55 min after the client's last message, to the second."""

from datetime import timedelta

import pytest

from crm import window
from tests.factories import NOW


def after(**length: float) -> window.Window:
    """The window so long after the client's last message."""
    return window.of(NOW, NOW + timedelta(**length))


@pytest.mark.parametrize(
    ("length", "is_open"),
    [
        ({"hours": 0}, True),
        ({"hours": 23, "minutes": 54, "seconds": 59}, True),
        ({"hours": 23, "minutes": 55}, False),
        ({"hours": 24}, False),
    ],
)
def test_it_closes_five_minutes_before_whatsapp_closes_it(
    length: dict[str, float], is_open: bool
) -> None:
    """What leaves us in the last minutes could arrive too late."""
    assert after(**length).is_open is is_open


@pytest.mark.parametrize(
    ("length", "state"),
    [
        ({"hours": 1}, "open"),
        ({"hours": 21, "minutes": 55}, "open"),
        ({"hours": 21, "minutes": 56}, "soon"),
        ({"hours": 23, "minutes": 41}, "last"),
        ({"hours": 23, "minutes": 55}, "closed"),
    ],
)
def test_its_state_says_how_urgent_it_is(length: dict[str, float], state: str) -> None:
    """Amber under two hours, by the minute under a quarter."""
    assert after(**length).state == state


def test_it_was_never_open_for_who_never_wrote() -> None:
    """Our own messages open nothing."""
    never = window.of(None, NOW)
    assert (never.is_open, never.state, never.closes_at) == (False, "never", None)
