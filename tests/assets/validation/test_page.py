"""The page shows every figure, in both languages, and its pictures hold what was measured."""

from pathlib import Path

import numpy as np
import pytest

from assets.validation.page import write_page
from assets.validation.result import Result
from competency.references import Check
from competency.simulation.settings import DIMENSIONS
from competency.validation.policy_figures import reached
from competency.validation.scenarios import SCENARIOS
from competency.validation.summary import summarise


@pytest.fixture(scope="module")
def runs(made_up_comparison):
    return {
        "ordinary": [[made_up_comparison()], [made_up_comparison(seed=2)]],
        "static": [[made_up_comparison(), made_up_comparison(draw=1)]],
        "jumps": [[made_up_comparison(months=14)]],
        "handful": [[made_up_comparison(agents=10)]],
    }


@pytest.fixture(scope="module")
def weighings(made_up_weighing):
    return {
        "shift": [made_up_weighing(error=0.02), made_up_weighing(error=0.04)],
        "noise": [made_up_weighing(drivers=False)],
    }


@pytest.fixture(scope="module")
def policy_tests(made_up_policy_tests):
    return {"policies": made_up_policy_tests()}


def result_of(runs, weighings=None, policy_tests=None):
    checks = [Check("Barnett <2005>", "rebound", 13.486, 13.4862, 5e-4)]
    figures = summarise(runs, DIMENSIONS, weighings, policy_tests)
    return Result(seeds=2, agents=200, seconds=1.0, figures=figures, references=checks)


@pytest.fixture(scope="module")
def page(runs, weighings, policy_tests, read_page, tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    result = result_of(runs, weighings, policy_tests)
    return read_page(write_page(result, runs, folder, weighings, policy_tests))


def test_every_figure_is_on_the_page(page, runs, weighings, policy_tests):
    figures = result_of(runs, weighings, policy_tests).figures
    rows = page.find("tr", data_figure="*")
    assert [(row.get("data-figure"), row.get("data-part")) for row in rows] == [
        (figure.key, figure.part) for figure in figures
    ]
    kept = [row.get("data-ok") for row in page.find("tr", data_ok="*")]
    assert kept == [str(f.ok).lower() for f in figures if f.ok is not None]


def test_misses_come_before_anything_else(page, runs, weighings, policy_tests):
    notice = page.find("section")[0]
    assert notice.get("id") == "misses"
    misses = result_of(runs, weighings, policy_tests).misses
    assert len(notice.find("li")) == len(misses)


def test_bars_have_the_values_of_the_figures(page, runs):
    figures = [f for f in result_of(runs).figures if f.key == "composite_rmse"]
    section = page.find("section", id="scores")[0]
    table = section.find("table")[0]
    shown = [float(bar.get("data-value")) for bar in table.find("rect", data_value="*")]
    wanted = [value for f in figures for value in (f.ours, f.raw)]
    assert shown == pytest.approx(wanted, abs=1e-4)


def test_the_grid_counts_everybody_once(page, runs):
    grids = page.find("section", id="tiers")[0].find("rect", data_column="*")
    one, other = runs["static"][0]
    assert len(grids) == 50
    ours = {
        (int(cell.get("data-row")), int(cell.get("data-column"))): int(cell.get("data-value"))
        for cell in grids[:25]
    }
    assert sum(ours.values()) == len(one.agents)
    both = zip(one.tier[:, -1], other.tier[:, -1], strict=True)
    assert ours[3, 3] == sum(pair == (3, 3) for pair in both)


def test_every_heading_is_in_both_languages(page):
    for heading in page.find("h2"):
        assert [span.get("data-lang") for span in heading.find("span", data_lang="*")] == [
            "en",
            "zh",
        ]


def test_lines_of_the_weights_hold_importance_and_truth_month_by_month(page, weighings):
    first, *dimensions, still = page.find("section", id="weights")[0].find("svg", role="img")

    def drawn(picture, style):
        found = picture.find("line", class_=f"step {style}")
        return [float(line.get("data-value")) for line in found]

    assert drawn(first, "ours") == pytest.approx([0.03] * 23)
    assert len(dimensions) == 6
    one = weighings["shift"][0]
    for place, picture in enumerate(dimensions):
        assert drawn(picture, "ours") == pytest.approx(one.importance[:-1, place], abs=1e-4)
        assert drawn(picture, "raw") == pytest.approx(one.truth[:-1, place], abs=1e-4)
        assert len(picture.find("rect", class_="band")) == 24
    assert len(drawn(still, "ours")) == 6 * 23


def test_curves_of_the_policies_hold_the_shares_there_by_month(page, policy_tests):
    picture = page.find("section", id="policies")[0].find("svg", role="img")[0]
    tests = policy_tests["policies"]
    for style, name in (("ours", "paths"), ("raw", "uniform"), ("none", "no_training")):
        drawn = [
            float(one.get("data-value")) for one in picture.find("line", class_=f"step {style}")
        ]
        wanted = np.mean([reached(one.outcomes[name].months) for one in tests], axis=0)
        assert drawn == pytest.approx(wanted[:-1], abs=1e-4)
    assert len(picture.find("rect", class_="band")) == 12


@pytest.mark.parametrize("key", list(SCENARIOS))
def test_a_single_scenario_makes_a_page(
    key, made_up_comparison, made_up_weighing, policy_tests, read_page, tmp_path: Path
):
    drawings = [made_up_comparison(agents=30)] * (2 if SCENARIOS[key].drawn_twice else 1)
    judged = SCENARIOS[key].recalibration is not None
    followed = policy_tests if SCENARIOS[key].policies else {}
    runs = {} if judged or followed else {key: [drawings]}
    weighings = {key: [made_up_weighing(drivers=key == "shift")]} if judged else {}
    result = result_of(runs, weighings, followed)
    page = read_page(write_page(result, runs, tmp_path, weighings, followed))
    assert page.find("section", id="figures")
    assert bool(page.find("section", id="policies")) is bool(followed)
    assert bool(page.find("section", id="weights")) is judged
