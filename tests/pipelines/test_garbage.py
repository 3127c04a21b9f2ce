"""Garbage is left alone while a run starts, looked for later, and all is as before at the end."""

import gc

from pipelines.garbage import OBJECTS, start_is_over, start_uncollected


def test_it_is_off_then_seldom_then_as_before() -> None:
    before = gc.get_threshold()
    with start_uncollected():
        assert not gc.isenabled()
        start_is_over()
        assert gc.isenabled()
        assert gc.get_threshold()[0] == OBJECTS
        assert gc.get_freeze_count() > 1000
    assert gc.isenabled()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_who_had_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with start_uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
