"""Many at once: real threads that start together, each with what it needs of its own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def at_once(works: Sequence[Callable[[], T]]) -> list[T]:
    """Do all of them at the same moment; their answers in order. Raises what one raised."""
    barrier = threading.Barrier(len(works))

    def start(work: Callable[[], T]) -> T:
        barrier.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(start, works))
