import numpy as np
import pandas as pd
import pytest

from competency.circumstances import fit_circumstances
from competency.effects import estimate_effects
from competency.evidence import measure_agents
from competency.scores import score_agents

MONTHS = [str(one)[:7] for one in pd.date_range("2025-01-01", periods=12, freq="MS")]
COURSES = pd.DataFrame(
    {
        "course_id": ["C1", "C2", "C3"],
        "title": ["one", "two", "three"],
        "dimensions": ["resolution", "resolution|growth", None],
        "prerequisites": [None, None, None],
    }
)


def indicators_of(framework, make, cells, roster):
    """The frame agent_indicators of a centre that has contacts alone."""
    marks = make.mark_cells([])
    effects = fit_circumstances(framework, cells, marks)
    measured = measure_agents(framework, cells, marks, effects)
    return score_agents(framework, measured, effects, roster).indicators


def open_minded(framework):
    """A prior so wide that the estimate speaks for itself."""
    rules = framework.effects.model_copy(update={"prior_sd": 50.0})
    return framework.model_copy(update={"effects": rules})


def trained_centre(make, seed, uplift):
    """Those who just did badly in month 5 take C1, which adds `uplift` to their rate."""
    rng = np.random.default_rng(seed)
    agents = 240
    skill = np.clip(rng.normal(0.7, 0.06, agents), 0.4, 0.9)
    good = rng.binomial(40, skill[:, None], (agents, len(MONTHS)))
    poor = good[:, 2:5].sum(axis=1) + rng.normal(0, 4, agents)
    took = poor < np.quantile(poor, 0.4)
    good[took, 6:] = rng.binomial(40, np.clip(skill[took, None] + uplift, 0, 1), (took.sum(), 6))
    names = [f"A{number:03d}" for number in range(agents)]
    cells = make.contact_cells(
        [
            {"agent_id": name, "period": month, "resolved_first_contact": (40, int(good[row, col]))}
            for row, name in enumerate(names)
            for col, month in enumerate(MONTHS)
        ]
    )
    trainings = pd.DataFrame(
        {
            "agent_id": [name for name, one in zip(names, took, strict=True) if one],
            "course_id": "C1",
            "completed_on": pd.Timestamp("2025-06-15"),
        }
    )
    return cells, make.roster(names, MONTHS), trainings


@pytest.mark.parametrize(
    "uplift", [pytest.param(0.0, id="useless course"), pytest.param(0.06, id="good course")]
)
def test_true_uplift_is_found_despite_regression_to_the_mean(framework, make, uplift):
    found, naive = [], []
    for seed in range(4):
        cells, roster, trainings = trained_centre(make, seed, uplift)
        indicators = indicators_of(framework, make, cells, roster)
        effects = estimate_effects(open_minded(framework), indicators, trainings, COURSES)
        row = effects[(effects["course_id"] == "C1")].iloc[0]
        assert (row["method"], row["dimension"]) == ("ancova", "resolution")
        assert row["n_trained"] == len(trainings)
        found.append(row["uplift"])
        rows = indicators[indicators["agent_id"].isin(trainings["agent_id"])]
        by_month = rows.groupby("period")["adjusted_value"].mean()
        naive.append((by_month["2025-09-01"] - by_month["2025-05-01"]) * 70 / 0.31)
    truth = uplift * 70 / 0.31
    assert np.mean(found) == pytest.approx(truth, abs=2.5)
    assert abs(np.mean(found) - truth) < abs(np.mean(naive) - truth)


def test_too_few_trained_get_the_prior(framework, make):
    cells, roster, trainings = trained_centre(make, 1, 0.0)
    indicators = indicators_of(framework, make, cells, roster)
    effects = estimate_effects(framework, indicators, trainings.head(3), COURSES)
    assert effects[["course_id", "dimension"]].values.tolist() == [
        ["C1", "resolution"],
        ["C2", "growth"],
        ["C2", "resolution"],
    ]
    assert effects["method"].tolist() == ["prior"] * 3
    assert effects["uplift"].tolist() == pytest.approx([2.0] * 3)
    assert effects["n_trained"].tolist() == [3, 0, 0]


def test_without_evidence_or_courses(framework, make):
    roster = make.roster(["A"], ["2026-01"])
    indicators = indicators_of(framework, make, make.contact_cells([]), roster)
    nobody = pd.DataFrame({"agent_id": [], "course_id": [], "completed_on": []})
    assert set(estimate_effects(framework, indicators, nobody, COURSES)["method"]) == {"prior"}
    assert len(estimate_effects(framework, indicators, nobody, COURSES.head(0))) == 0
