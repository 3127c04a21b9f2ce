"""Effects of courses on customers' outcomes: a planted one is found, also after a bad month."""

import numpy as np
import pandas as pd
import pytest

from competency.frames import empty
from competency.loading import load_framework
from competency.training_outcomes import estimate_outcomes

PEOPLE, MONTHS = 120, 18


@pytest.fixture(scope="module")
def framework():
    return load_framework()


def _world(seed, effect):
    """Log handle times; people go to the course after their first bad month."""
    rng = np.random.default_rng(seed)
    periods = pd.date_range("2024-01-01", periods=MONTHS, freq="MS")
    own = np.log(6) + 0.2 * rng.standard_normal(PEOPLE)
    noise = 0.1 * rng.standard_normal((PEOPLE, MONTHS))
    # By what can be seen: off the mean of their own earlier months.
    plain = own[:, None] + noise
    earlier = np.cumsum(plain, axis=1)[:, 3:13] / np.arange(4, 14)
    bad = plain[:, 4:14] > earlier + 0.15
    sent = np.where(bad.any(axis=1), 5 + bad.argmax(axis=1), MONTHS)
    value = own[:, None] + noise + effect * (np.arange(MONTHS) > sent[:, None])
    names = [f"A{i:03d}" for i in range(PEOPLE)]
    measured = pd.DataFrame(
        {
            "agent_id": np.repeat(names, MONTHS), "period": np.tile(periods, PEOPLE),
            "indicator": "handle_minutes", "n": 80.0, "raw": 6.0, "estimate": value.ravel(),
            "variance": 0.01, "shared_variance": 0.0,
        }
    )  # fmt: skip
    roster = measured[["agent_id", "period"]].assign(is_active=True)
    gone = [i for i in range(PEOPLE) if sent[i] < MONTHS]
    trainings = pd.DataFrame(
        {
            "agent_id": [names[i] for i in gone], "course_id": "C1",
            "completed_on": [periods[sent[i]] + pd.Timedelta(days=20) for i in gone],
        }
    )  # fmt: skip
    return measured, empty("fitted_effects"), roster, trainings, pd.DataFrame({"course_id": ["C1"]})


def test_a_planted_saving_of_time_is_found_within_its_interval(framework):
    errors = []
    for seed in range(4):
        found = estimate_outcomes(framework, *_world(seed, effect=-0.08))
        pooled = found[found["course_id"] == "all"].iloc[0]
        assert pooled["before_after"] < pooled["effect"] - 0.3  # the bad month before flatters
        errors.append((pooled["effect"] + 0.08 * 6) / pooled["std_error"])
    assert abs(np.mean(errors)) < 1.5
    assert sum(abs(one) < 1.645 for one in errors) >= 3


def test_nothing_planted_is_no_effect(framework):
    held = [
        estimate_outcomes(framework, *_world(seed, effect=0.0)).query("course_id == 'all'")
        for seed in range(3)
    ]
    assert sum((one["lower"] < 0).all() and (one["upper"] > 0).all() for one in held) >= 2


def test_few_trained_are_not_told(framework):
    measured, effects, roster, trainings, courses = _world(1, effect=-0.5)
    few = estimate_outcomes(framework, measured, effects, roster, trainings.iloc[:5], courses)
    assert few.dtypes.equals(empty("training_outcomes").dtypes)
    assert not len(few)


def test_without_trainings_or_evidence_the_frame_is_empty(framework):
    measured, effects, roster, trainings, courses = _world(1, effect=0.0)
    for seen, done in ((measured, trainings.iloc[:0]), (measured.iloc[:0], trainings)):
        assert not len(estimate_outcomes(framework, seen, effects, roster, done, courses))


def test_the_last_bits_of_what_comes_in_change_no_figure(framework):
    measured, *others = _world(2, effect=-0.08)
    noise = 1 + 1e-14 * np.random.default_rng(1).standard_normal(len(measured))
    shaken = measured.assign(estimate=measured["estimate"] * noise)
    assert not shaken["estimate"].equals(measured["estimate"])
    pd.testing.assert_frame_equal(
        estimate_outcomes(framework, measured, *others),
        estimate_outcomes(framework, shaken, *others),
        check_exact=True,
    )
