"""The time: the real one, or ahead of it by what is followed; it never raises and never hangs."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import now
from tests.product import until

DAYS = timedelta(days=3)


@contextmanager
def _following(read: Callable[[], timedelta]) -> Iterator[None]:
    ahead = now.follow(read)
    yield
    ahead.stop()


def _ahead() -> timedelta:
    """How far the time is ahead, to the second."""
    found = now.utc() - datetime.now(UTC)
    return timedelta(seconds=round(found.total_seconds()))


def test_it_is_the_real_time_where_nothing_is_followed() -> None:
    assert _ahead() == timedelta(0)


def test_it_is_ahead_by_what_is_followed_until_that_stops() -> None:
    with _following(lambda: DAYS):
        assert _ahead() == DAYS
    assert _ahead() == timedelta(0)


def test_of_several_the_last_counts_and_its_end_leaves_the_other() -> None:
    with _following(lambda: DAYS):
        with _following(lambda: 2 * DAYS):
            assert _ahead() == 2 * DAYS
        assert _ahead() == DAYS


def test_it_is_read_once_a_second() -> None:
    reads: list[float] = []

    def read() -> timedelta:
        reads.append(time.monotonic())
        return DAYS * len(reads)

    with _following(read):
        for _ in range(100):
            now.utc()
        assert len(reads) == 1
        until(lambda: _ahead() == 2 * DAYS)
    assert reads[1] - reads[0] >= now.READ_EVERY


def test_what_cannot_be_read_leaves_the_last_known() -> None:
    answers = iter([DAYS])

    with _following(lambda: next(answers)):
        assert _ahead() == DAYS
        time.sleep(now.READ_EVERY + 0.1)
        assert _ahead() == DAYS


def test_a_reading_that_hangs_holds_nobody_up_for_long() -> None:
    release, reads = threading.Event(), [0]

    def read() -> timedelta:
        reads[0] += 1
        release.wait(20)
        return DAYS

    with _following(read):
        began = time.monotonic()
        assert _ahead() == timedelta(0)
        assert time.monotonic() - began < now.WAIT + 0.5
        began = time.monotonic()
        for _ in range(100):
            now.utc()
        assert time.monotonic() - began < 0.1
        assert reads == [1]
        release.set()
        until(lambda: _ahead() == DAYS)


def test_threads_that_ask_first_at_the_same_time_all_have_it() -> None:
    found: list[timedelta] = []

    def read() -> timedelta:
        time.sleep(0.1)
        return DAYS

    with _following(read):
        threads = [threading.Thread(target=lambda: found.append(_ahead())) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [DAYS] * 8
