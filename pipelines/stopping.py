"""Ends a run that a scheduler or a keyboard stops: at once, in order, and saying so."""

import multiprocessing
import multiprocessing.util
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType


class Stop(threading.Thread):
    """Waits for a signal and ends the process with it.

    A thread of its own: Python hands signals to the main thread between two of its own steps, and
    a query or a solver may be minutes in native code. The published result needs no care: it is
    switched in whole or not at all, and the system frees the lock.

    Args:
        heard: reads the number of a signal that has come.
        last_words: called with the signal's name before the process ends.
    """

    def __init__(self, heard: socket.socket, last_words: Callable[[str], None]) -> None:
        super().__init__(name="stop", daemon=True)
        self.heard = heard
        self.last_words = last_words
        self.stopping = threading.Event()

    def run(self) -> None:
        """Wait, then end the process: status 128 + signal, as shells have it."""
        while number := self.heard.recv(1):
            if number[0] not in (signal.SIGTERM, signal.SIGINT):
                continue
            self.stopping.set()
            with suppress(Exception):
                self.last_words(signal.Signals(number[0]).name)
            for child in multiprocessing.active_children():
                child.kill()
            with suppress(Exception):  # or another process warns of semaphores that were left
                multiprocessing.util._run_finalizers(0)
            sys.stderr.flush()
            os._exit(128 + number[0])

    def wait_if_stopping(self) -> None:
        """Say nothing more once the end has begun: the main thread may see it as a failure."""
        if self.stopping.is_set():
            self.join()


@contextmanager
def stoppable(last_words: Callable[[str], None]) -> Iterator[Callable[[], None]]:
    """End the process in order on SIGTERM and SIGINT while the block runs.

    Only in the main thread; elsewhere the block just runs.

    Args:
        last_words: see `Stop`.

    Yields:
        `Stop.wait_if_stopping`, to be called before failures are told.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    ours, systems = socket.socketpair()
    systems.setblocking(False)
    stop = Stop(ours, last_words)
    # Whatever handler libraries set meanwhile, the system's side still writes to our socket.
    before = {number: signal.signal(number, _later) for number in (signal.SIGTERM, signal.SIGINT)}
    wakeup = signal.set_wakeup_fd(systems.fileno(), warn_on_full_buffer=False)
    stop.start()
    try:
        yield stop.wait_if_stopping
    finally:
        stop.wait_if_stopping()
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        systems.close()  # ends the thread
        stop.join()
        ours.close()


def _later(number: int, frame: FrameType | None) -> None:
    """Leave it to the thread."""
