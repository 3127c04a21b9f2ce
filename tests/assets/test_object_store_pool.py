"""Several transfers at a time."""

import threading

import pytest

from assets.object_store_pool import THREADS, Meter, at_once


def test_results_stand_in_order_and_work_goes_side_by_side() -> None:
    meeting = threading.Barrier(THREADS, timeout=10)

    def work(number: int) -> int:
        meeting.wait()
        return -number

    assert at_once(work, range(THREADS)) == [-number for number in range(THREADS)]


def test_a_failure_is_raised_and_ends_the_rest() -> None:
    begun: list[int] = []

    def work(number: int) -> None:
        begun.append(number)
        if number == 0:
            raise ValueError("the first")
        threading.Event().wait(0.01)

    with pytest.raises(ValueError, match="the first"):
        at_once(work, range(1000))
    assert len(begun) < 100


def test_a_meter_adds_up_what_threads_move() -> None:
    told: list[tuple[int, int]] = []
    meter = Meter(300, lambda *done: told.append(done))
    at_once(meter.add, [3] * 100)
    assert told == [(3 * number, 300) for number in range(1, 101)]
