"""Runs that are told to stop, hang up or be quick, and two runs at once."""

import time

import pytest

from chaos.centre import Trial

pytestmark = pytest.mark.chaos

SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP", "SIGKILL", "SIGQUIT")


@pytest.mark.parametrize("name", SIGNALS)
def test_a_signal(trial: Trial, name: str) -> None:
    for seconds in (0.0, 0.3, 1.0, 2.0, 3.5, 5.0):
        status = trial.run({"kind": "after", "seconds": seconds, "signal_name": name})
        assert status != 70, trial.said
        trial.require_stands()
    trial.require_recovers()


@pytest.mark.parametrize("seconds", [0.0, 0.5, 2.0, 4.0])
def test_two_runs_at_once(trial: Trial, seconds: float) -> None:
    trial.faults += 1
    first = trial.start()
    time.sleep(seconds)
    second = trial.start()
    ends = [trial.zygote.wait(pid) for pid in (first, second)]
    assert 0 in ends, trial.said
    assert set(ends) <= {0, 1}, trial.said
    if 1 in ends:
        refused = trial.logs[-2 + ends.index(1)].read_text(encoding="utf-8")
        assert "another run" in refused
    trial.require_stands()
    trial.require_recovers()


def test_a_run_beside_one_that_was_killed(trial: Trial) -> None:
    """The lock of a dead run holds nobody up."""
    assert trial.run({"kind": "after", "seconds": 1.0, "signal_name": "SIGKILL"}) == -9
    trial.require_recovers()
