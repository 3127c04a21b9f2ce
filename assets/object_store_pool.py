"""Moves several things at a time, and counts how far they are."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
#: Called with how much is done, and of how much.
Told = Callable[[int, int], None]

#: Requests at a time: while one waits for an answer others move.
THREADS = 8


def at_once(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Do the same for each, several at a time; a failure ends it and is raised.

    >>> at_once(len, ["a", "bc"])
    [1, 2]
    """
    failed = threading.Event()

    def unless_failed(item: Item) -> Result:
        if failed.is_set():
            raise _LeftOutError
        try:
            return work(item)
        except BaseException:
            failed.set()
            raise

    with ThreadPoolExecutor(THREADS) as pool:
        futures = [pool.submit(unless_failed, item) for item in items]
    # One that was left out may stand before the one that failed.
    for error in (one.exception() for one in futures):
        if error is not None and not isinstance(error, _LeftOutError):
            raise error
    return [one.result() for one in futures]


class _LeftOutError(Exception):
    """Not begun, because another had failed."""


class Meter:
    """Adds up what several threads have moved.

    >>> meter = Meter(10, lambda done, total: print(f"{done} of {total}"))
    >>> meter.add(4)
    4 of 10
    """

    def __init__(self, total: int, told: Told) -> None:
        self._total, self._told = total, told
        self._done = 0
        self._lock = threading.Lock()

    def add(self, count: int) -> None:
        """So much more is done; less than nothing where it has to be done again."""
        with self._lock:
            self._done += count
            self._told(self._done, self._total)
