"""Reckoned for all at once, the figures are those of one agent's receipt."""

from datetime import date

import pytest

from assets.receipt.ladder import ladder_part
from assets.receipt.reading import Held
from assets.report.ladder_figures import framework_of, load_ladder_figures
from competency.posterior import read_posterior
from competency.receipt import makeup
from report.agent_marts import add_agent_marts
from report.made_up_run import PERIODS

NOW = date(2025, 11, 1)


@pytest.fixture(scope="module")
def full(marts):
    return add_agent_marts(marts)


@pytest.fixture(scope="module")
def figures(full):
    return load_ladder_figures(full, NOW)


def _alone(full, agent):
    """What a receipt reads of one agent."""
    frames = {
        name: full[name][(full[name]["agent_id"] == agent) & (full[name]["period"] == PERIODS[-1])]
        for name in ("agent_ladder", "agent_scores", "score_covariances")
    }
    weights = full["dimension_weights"]
    frames["dimension_weights"] = weights[weights["period"] == PERIODS[-1]]
    frames["agents"] = full["agents"][full["agents"]["agent_id"] == agent]
    return Held(agent_id=agent, period=NOW, latest=NOW, changes=(), run={}, frames=frames)


@pytest.mark.parametrize("agent", ["A000", "A001", "A010", "A037"])
def test_bars_and_parts_are_those_of_the_receipt(full, figures, agent):
    held = _alone(full, agent)
    framework = framework_of(full, NOW)
    posterior = read_posterior(
        framework, held.frames["agent_scores"], held.frames["score_covariances"]
    )
    told = ladder_part(held, framework, posterior)
    for one in told["tiers"]:
        bars = figures.bars(agent, one["tier"])
        assert [(b.asked, round(b.now, 6), round(b.chance, 6)) for b in bars] == [
            (b["asked"], b["now"], b["chance"]) for b in one["bars"]
        ]
        assert figures.chance_of_bars(agent, one["tier"]) == pytest.approx(
            one["chance_of_all_bars"], abs=2e-5
        )
    parts, alone = figures.makeup(agent), makeup(
        framework, posterior, held.frames["dimension_weights"]
    )  # fmt: skip
    assert parts.contribution[0].tolist() == pytest.approx(alone.contribution[0].tolist())


def test_somebody_unknown_has_no_figures(figures):
    assert figures.makeup("nobody") is None
    assert figures.bars("nobody", 2) == []
    assert figures.chance_of_bars("nobody", 2) is None


def test_the_edition_in_force_in_the_month_counts(full):
    later = full["config_editions"].assign(effective_from="2025-12-01")
    assert framework_of({"config_editions": later}, NOW) is None
    assert framework_of({"config_editions": later}, date(2025, 12, 1)) is not None


def test_without_covariances_there_are_no_figures(full):
    assert load_ladder_figures({**full, "score_covariances": full["trainings"][:0]}, NOW) is None
