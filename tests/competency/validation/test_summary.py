"""A summary has each scenario's figures, with what is promised of them."""

from competency.simulation.settings import DIMENSIONS
from competency.validation.summary import summarise


def test_each_scenario_has_its_own_figures_in_order(made_up_comparison):
    runs = {
        "jumps": [[made_up_comparison(months=14)]],
        "static": [[made_up_comparison(), made_up_comparison(draw=1)]],
        "ordinary": [[made_up_comparison()], [made_up_comparison(seed=2)]],
    }
    figures = summarise(runs, DIMENSIONS)
    assert list(dict.fromkeys(f.scenario for f in figures)) == ["ordinary", "static", "jumps"]
    keys = {scenario: {f.key for f in figures if f.scenario == scenario} for scenario in runs}
    assert not {"retest_same", "changes", "jump_months"} & keys["ordinary"]
    assert keys["static"] - keys["ordinary"] == {
        "retest_same", "retest_within_one", "retest_correlation", "changes", "reversals",
    }  # fmt: skip
    assert keys["jumps"] - keys["ordinary"] == {
        "changes", "reversals", "jump_months", "jump_followed",
    }  # fmt: skip
    assert len({(f.scenario, f.key, f.part) for f in figures}) == len(figures)
    ratio = next(f for f in figures if f.key == "rmse_ratio")
    assert ratio.high == 0.55
    assert len(ratio.by_seed) == 2
