"""The rate of a sender."""

import time

from worker.rate import Rate


def test_a_quarter_second_may_begin_at_once() -> None:
    assert Rate(80).available() == 20


def test_a_slow_sender_may_begin_one() -> None:
    assert Rate(0.5).available() == 1


def test_what_was_spent_comes_back_at_the_rate() -> None:
    rate = Rate(50)
    rate.spend(rate.available())
    assert rate.available() == 0
    assert 0 < rate.pause() <= 1 / 50
    time.sleep(0.1)
    assert 4 <= rate.available() <= 12
    assert rate.pause() == 0


def test_more_than_a_quarter_second_is_never_saved_up() -> None:
    rate = Rate(40)
    time.sleep(0.4)
    assert rate.available() == 10
