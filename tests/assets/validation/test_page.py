"""The page shows every figure, in both languages, and its pictures hold what was measured."""

from pathlib import Path

import pytest

from assets.validation.page import write_page
from assets.validation.result import Result
from competency.references import Check
from competency.simulation.settings import DIMENSIONS
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


def result_of(runs):
    checks = [Check("Barnett <2005>", "rebound", 13.486, 13.4862, 5e-4)]
    figures = summarise(runs, DIMENSIONS)
    return Result(seeds=2, agents=200, seconds=1.0, figures=figures, references=checks)


@pytest.fixture(scope="module")
def page(runs, read_page, tmp_path_factory):
    return read_page(write_page(result_of(runs), runs, tmp_path_factory.mktemp("page")))


def test_every_figure_is_on_the_page(page, runs):
    figures = result_of(runs).figures
    rows = page.find("tr", data_figure="*")
    assert [(row.get("data-figure"), row.get("data-part")) for row in rows] == [
        (figure.key, figure.part) for figure in figures
    ]
    kept = [row.get("data-ok") for row in page.find("tr", data_ok="*")]
    assert kept == [str(f.ok).lower() for f in figures if f.ok is not None]


def test_misses_come_before_anything_else(page, runs):
    notice = page.find("section")[0]
    assert notice.get("id") == "misses"
    assert len(notice.find("li")) == len(result_of(runs).misses)


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


@pytest.mark.parametrize("key", list(SCENARIOS))
def test_a_single_scenario_makes_a_page(key, made_up_comparison, read_page, tmp_path: Path):
    drawings = [made_up_comparison(agents=30)] * (2 if SCENARIOS[key].drawn_twice else 1)
    runs = {key: [drawings]}
    assert read_page(write_page(result_of(runs), runs, tmp_path)).find("section", id="figures")
