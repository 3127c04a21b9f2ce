"""Figures find what was put into made-up centres."""

import numpy as np
import pytest

from competency.simulation.settings import DIMENSIONS
from competency.validation.accuracy import (
    coverage_figures,
    error_figures,
    evidence_figures,
    fifth_of_volume,
    hardness_figures,
)


def by_key(figures):
    return {(figure.key, figure.part): figure for figure in figures}


def test_error_is_that_of_the_posterior_and_of_the_spreadsheet(made_up_comparison):
    centres = [made_up_comparison(agents=4_000, seed=seed) for seed in (1, 2)]
    found = by_key(error_figures("ordinary", centres, DIMENSIONS))
    # Shrinking observations of error variance v leaves v / (1 + v).
    ours, raw = np.sqrt(0.25 / 1.25), np.sqrt(1 / 2)
    assert found["composite_rmse", ""].ours == pytest.approx(ours, rel=0.03)
    assert found["composite_rmse", ""].raw == pytest.approx(raw, rel=0.03)
    assert found["rmse_ratio", ""].ours == pytest.approx(ours / raw, rel=0.03)
    assert found["oracle_ratio", ""].ours == pytest.approx(0.5 / raw, rel=0.03)
    assert len(found["rmse_ratio", ""].by_seed) == 2
    assert found["composite_rmse", ""].cases == 8_000
    assert {part for key, part in found if key == "dimension_rmse"} == set(DIMENSIONS)


def test_honest_intervals_cover_nine_in_ten_in_every_fifth(made_up_comparison):
    found = by_key(coverage_figures("ordinary", [made_up_comparison(agents=5_000)], DIMENSIONS))
    assert found["coverage", ""].ours == pytest.approx(0.9, abs=0.015)
    for fifth in range(1, 6):
        assert found["coverage_fifth", str(fifth)].ours == pytest.approx(0.9, abs=0.03)
        assert found["coverage_fifth", str(fifth)].cases == 1_000


def test_people_drawn_twice_are_one_case(made_up_comparison):
    both = [made_up_comparison(draw=draw) for draw in (0, 1)]
    found = by_key(coverage_figures("static", both, DIMENSIONS, drawings=2))
    assert found["coverage", ""].cases == 200
    assert found["coverage_fifth", "3"].cases == 40


def test_narrow_intervals_are_seen(made_up_comparison):
    honest = made_up_comparison(agents=2_000)
    narrow = made_up_comparison(agents=2_000, std_error=honest.std_error / 2)
    found = by_key(coverage_figures("ordinary", [narrow], DIMENSIONS))
    assert found["coverage", ""].ours == pytest.approx(0.59, abs=0.04)


def test_leaning_to_the_mean_is_no_bias_of_case_mix_but_a_bias_is(made_up_comparison):
    fair = by_key(hardness_figures("ordinary", [made_up_comparison(agents=5_000, noise=1.0)]))
    assert fair["hardness_plain", ""].ours < -0.4, "able people get harder cases and lean down"
    assert fair["hardness", ""].ours == pytest.approx(0, abs=0.04)
    unfair = by_key(hardness_figures("ordinary", [made_up_comparison(agents=5_000, bias=0.3)]))
    assert unfair["hardness", ""].ours < -0.2


def test_fifths_are_by_rank_of_volume_among_the_judged(made_up_comparison):
    one = made_up_comparison(agents=11)
    one.composite[0, -1] = np.nan
    fifths = fifth_of_volume(one)
    assert fifths[0] == -1
    assert np.bincount(fifths[1:]).tolist() == [2] * 5
    order = np.argsort(one.volume[1:, -1])
    assert (np.diff(fifths[1:][order]) >= 0).all()


def test_a_handful_has_no_hardness_figure_and_the_unplaced_are_counted(made_up_comparison):
    few = made_up_comparison(agents=10)
    few.tier[:3, -1] = np.nan
    assert np.isnan(by_key(hardness_figures("handful", [few]))["hardness", ""].ours)
    assert by_key(evidence_figures("handful", [few]))["insufficient", ""].ours == pytest.approx(0.3)
