"""When Python looks for circular garbage during a run, which a tenth of a small run went into."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: New objects between two looks; Python's own figure, 700, is for programs a hundredth the size.
OBJECTS = 100_000


@contextmanager
def start_uncollected() -> Iterator[None]:
    """Do not look while imports and definitions pile up, which all stay; afterwards as before."""
    was_on, thresholds = gc.isenabled(), gc.get_threshold()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
        if was_on:
            gc.enable()


def start_is_over() -> None:
    """Look from now on, seldom, and never again at what start-up made."""
    gc.freeze()
    gc.set_threshold(OBJECTS, *gc.get_threshold()[1:])
    gc.enable()
