"""Table, JSON and CSV tell the same, and name what is out."""

import json

import pandas as pd
import pytest

from assets.validation.result import Result, lines, record_of, write_files
from competency.references import Check
from competency.validation.figure import Figure

FIGURES = [
    Figure("ordinary", "rmse_ratio", 0.6, 1.0, 0.01, 400, by_seed=(0.59, 0.61), high=0.55),
    Figure("ordinary", "coverage", 0.9, cases=400, low=0.87, high=0.93),
    Figure("ordinary", "dimension_rmse", 0.4, 0.5, part="growth"),
    Figure("jumps", "jump_months", float("inf"), 1.0, part="composite_alone", high=6),
]
CHECKS = [Check("lme4 Dyestuff", "intercept", 1527.5, 1527.5, 1e-4)]


@pytest.fixture
def result():
    return Result(seeds=2, agents=200, seconds=1.5, figures=FIGURES, references=CHECKS)


def test_the_table_names_what_is_out(result):
    text = "\n".join(lines(result))
    assert not result.ok
    assert "out: Ordinary centre, Error against raw averages: 0.600, promised ≤ 0.550" in text
    assert "out: True jumps of ability, Months until a jump is followed" in text
    assert text.endswith("1 of 3 promises kept")
    assert "lme4 Dyestuff" in text
    assert "growth" not in text.lower(), "dimensions are in the report only"


def test_a_published_number_that_is_missed_is_out():
    wrong = Check("lme4 Dyestuff", "intercept", 1527.5, 1528.0, 1e-4)
    result = Result(seeds=1, agents=20, seconds=0, figures=[], references=[wrong])
    assert not result.ok
    assert "out: lme4 Dyestuff, intercept: 1528, published 1527.5" in list(lines(result))


def test_files_hold_every_figure_and_only_numbers_json_knows(result, tmp_path):
    write_files(result, tmp_path)
    told = json.loads((tmp_path / "validation.json").read_text("utf-8"))
    assert told == json.loads(json.dumps(record_of(result)))
    assert told["ok"] is False
    assert [one["ours"] for one in told["figures"]] == [0.6, 0.9, 0.4, None]
    assert [one["key"] for one in told["misses"]] == ["rmse_ratio", "jump_months"]
    figures = pd.read_csv(tmp_path / "figures.csv")
    assert figures["key"].tolist() == [figure.key for figure in FIGURES]
    assert figures["by_seed"][0] == "0.59 0.61"
    assert pd.read_csv(tmp_path / "references.csv")["ok"].tolist() == [True]
