import pandas as pd
import pytest

from competency.gaps import standings, wanted


def ladder(tier):
    return pd.DataFrame({"agent_id": ["A"], "period": [pd.Timestamp("2026-03-01")], "tier": [tier]})


def standing(framework, make, tier, **scores):
    rows = [("A", key, value, 3.0, 20, "enough") for key, value in scores.items()]
    return standings(framework, make.scores(rows), ladder(tier))["A"]


@pytest.mark.parametrize(
    ("tier", "goal", "gap"),
    [
        pytest.param(1, 2, 5.0, id="next tier"),
        pytest.param(5, None, 30.0, id="on top: target"),
        pytest.param(None, None, 30.0, id="no tier: target"),
    ],
)
def test_gap_leads_to_the_goal(framework, make, tier, goal, gap):
    found = standing(framework, make, tier, process=40.0)
    assert (found.goal, found.gaps) == (goal, {"process": gap})


def test_goal_moves_on_when_only_a_gate_is_in_the_way(framework, make):
    found = standing(framework, make, 2, process=60.0, growth=60.0)
    assert found.goal == 4
    assert found.gaps == {"process": 8.0, "growth": 8.0}


def test_a_floor_above_the_cut_is_what_counts(framework):
    assert wanted(framework, 2)["process"] == 45
    strict = framework.ladder.tiers[1].model_copy(update={"layer_floors": {"base": 50.0}})
    tiers = (framework.ladder.tiers[0], strict, *framework.ladder.tiers[2:])
    changed = framework.model_copy(
        update={"ladder": framework.ladder.model_copy(update={"tiers": tiers})}
    )
    assert wanted(changed, 2)["process"] == 50


def test_only_the_latest_month_counts_and_unknown_is_no_gap(framework, make):
    old = make.scores([("A", "process", 10.0, 3.0, 20, "enough")], "2026-02-01")
    new = make.scores(
        [
            ("A", "process", 44.0, 3.0, 20, "enough"),
            ("A", "growth", float("nan"), float("nan"), 0, "none"),
        ]
    )
    found = standings(framework, pd.concat([old, new]), ladder(1))
    assert found["A"].gaps == {"process": 1.0}


def test_no_scores(framework, make):
    assert standings(framework, make.scores([]), ladder(1)) == {}
