"""Quartiles of a team, only where eight or more people stand behind them."""

from datetime import date

import pandas as pd

from assets.report.team_spread import team_spreads

NOW = date(2025, 11, 1)


def _marts(scores, *, left=()):
    agents = [f"A{place}" for place in range(len(scores))]
    return {
        "agents": pd.DataFrame(
            {
                "agent_id": agents,
                "team_id": "T1",
                "status": ["left" if place in left else "active" for place in range(len(scores))],
            }
        ),
        "agent_scores": pd.DataFrame(
            {"agent_id": agents, "period": pd.Timestamp(NOW), "dimension": "process",
             "score": scores}
        ),
    }  # fmt: skip


def test_quartiles_and_mean_in_whole_points():
    found = team_spreads(_marts([10.2, 20.4, 20.4, 30.6, 40.1, 40.1, 40.1, 90.0]), NOW)
    assert found == {("T1", "process"): (20.0, 36.0, 40.0)}


def test_seven_people_are_too_few_and_those_without_a_score_or_gone_do_not_count():
    seven = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0]
    assert team_spreads(_marts(seven), NOW) == {}
    assert team_spreads(_marts([*seven, None]), NOW) == {}
    assert team_spreads(_marts([*seven, 80.0], left=(7,)), NOW) == {}
    assert team_spreads(_marts([*seven, 80.0]), NOW)


def test_another_month_does_not_count():
    assert team_spreads(_marts([10.0] * 9), date(2025, 12, 1)) == {}


def test_missing_marts_give_nothing():
    assert team_spreads({}, NOW) == {}
