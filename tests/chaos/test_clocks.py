"""Clocks that are wrong, jump, or change to summer time."""

import pytest

from chaos.centre import Trial

pytestmark = pytest.mark.chaos

HOUR, DAY = 3600.0, 86400.0


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_wrong_clock(trial: Trial, after: int) -> None:
    """Wrong from the start, or it jumps while the run goes on."""
    for offset in (-HOUR, DAY, -30 * DAY, 365 * DAY):
        status = trial.run({"kind": "clock", "offset_seconds": offset, "step_after": after})
        assert status == 0, trial.said
        assert trial.require_stands()["content"] == trial.expected["content"]
    trial.require_recovers()


def test_a_clock_of_long_ago_is_said(trial: Trial) -> None:
    """Everything lies in the future then: nothing is published, and the run says why."""
    status = trial.run({"kind": "clock", "offset_seconds": -40 * 365 * DAY})
    assert status == 1, trial.said
    assert trial.require_stands() == trial.before
    trial.require_recovers()
