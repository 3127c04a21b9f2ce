"""Asks a process of its own for the expectation suites, so that the run need not wait for them.

Great-expectations takes seconds to import; beside the rest of a run's start-up these cost nothing.
The suites themselves are in assets.expectation_suites.
"""

import atexit
import json
import os
import subprocess
import sys
from contextlib import suppress
from functools import cache
from typing import NamedTuple

import pandas as pd


class Finding(NamedTuple):
    """One expectation that did not hold."""

    expectation: str
    is_critical: bool
    observed: str


class SuiteError(RuntimeError):
    """The process with the suites ended before it answered."""


def warm_up() -> None:
    """Start the process now; the first check then finds it ready."""
    _process()


def check_landed(files: pd.DataFrame, columns: pd.DataFrame) -> list[Finding]:
    """Findings of the suites on the profiles of one landed table.

    Args:
        files: see `expectation_suites.check_accounting`.
        columns: see `expectation_suites.check_columns`.

    Raises:
        SuiteError: the suites could not be run; a check that did not run has not passed.
    """
    process = _process()
    assert process.stdin is not None  # noqa: S101  opened as pipes
    assert process.stdout is not None  # noqa: S101
    request = {"files": files.to_dict("list"), "columns": columns.to_dict("list")}
    try:
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        reply = process.stdout.readline()
    except BrokenPipeError:
        reply = ""
    if not reply:
        _process.cache_clear()
        raise SuiteError(f"the expectation suites ended with status {process.wait()}")
    return [Finding(**finding) for finding in json.loads(reply)]


@cache
def _process() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "assets.expectation_suites"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "GX_ANALYTICS_ENABLED": "false"},
    )
    atexit.register(_end, process)
    return process


def _end(process: "subprocess.Popen[str]") -> None:
    # It would end by itself when its input does (as it must when this process is killed), but
    # takes a second over it; it holds nothing worth saving.
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            if pipe is not None:
                pipe.close()
