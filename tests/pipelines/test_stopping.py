"""Signals to real processes: the end is quick, in order, and says so."""

import signal
import subprocess
import sys
import threading
import time

import pytest

from pipelines.stopping import stoppable

HEAD = """
import sys, time
from pipelines.stopping import stoppable
def last_words(name):
    print("last words:", name, flush=True)
with stoppable(last_words):
    print("ready", flush=True)
"""


def _started(body: str) -> subprocess.Popen[str]:
    indented = "".join(f"    {line}\n" for line in body.splitlines())
    process = subprocess.Popen(
        [sys.executable, "-c", HEAD + indented], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize(
    ("name", "status"), [("SIGTERM", 143), ("SIGINT", 130)], ids=["a scheduler", "a keyboard"]
)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param("time.sleep(60)", id="waits"),
        # The main thread is in native code, where Python's own handlers wait for its end.
        pytest.param(
            "import numpy as np\nbig = np.ones((9000, 9000))\nwhile True: big @ big", id="computes"
        ),
        # Libraries set handlers of their own, as Dagster does while a run lasts.
        pytest.param(
            "import signal\nfor one in (signal.SIGTERM, signal.SIGINT):\n"
            "    signal.signal(one, lambda *_: None)\ntime.sleep(60)",
            id="library",
        ),
    ],
)
def test_a_stopped_process_ends_within_seconds(name: str, status: int, body: str) -> None:
    process = _started(body)
    time.sleep(0.1)
    began = time.monotonic()
    process.send_signal(signal.Signals[name])
    out, _ = process.communicate(timeout=20)
    assert out == f"last words: {name}\n"
    assert process.returncode == status
    assert time.monotonic() - began < 5


def test_failing_last_words_do_not_keep_it_running() -> None:
    process = _started("last_words.__code__ = (lambda name: 1 / 0).__code__\ntime.sleep(60)")
    time.sleep(0.1)
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == 143


def test_a_block_that_ends_leaves_signals_as_they_were() -> None:
    def last_words(name: str) -> None:
        raise AssertionError(name)

    before = [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)]
    threads = threading.active_count()
    with stoppable(last_words) as wait_if_stopping:
        wait_if_stopping()
        assert threading.active_count() == threads + 1
    assert [signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)] == before
    assert signal.set_wakeup_fd(-1) == -1
    assert threading.active_count() == threads
