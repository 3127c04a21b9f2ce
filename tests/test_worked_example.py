"""docs/decisions.md works one agent by hand; the library must give every figure it prints."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from competency.composite import compose
from competency.ladder import place_agents
from competency.loading import load_framework
from competency.scores import score_agents
from competency.shrinkage import shrink
from competency.weights import weigh_dimensions

TEXT = (Path(__file__).parents[1] / "docs" / "decisions.md").read_text(encoding="utf-8")
PERIOD = pd.Timestamp("2026-03-01")
SETTLED = [90, 84, 78, 72, 66]  # of 100 contacts each; A1 is worked
# The other five dimensions of A1, as if their indicators had been worked the same way.
OTHERS = {
    "process": (66.0, 4.0),
    "knowledge": (58.0, 5.0),
    "mediation": (62.0, 6.0),
    "relationship": (71.0, 5.0),
    "growth": (55.0, 8.0),
}


def _says(label: str, value: float) -> None:
    """The page prints `label = value` to six decimals."""
    pattern = re.escape(label) + r"\s*=\s*(?:[^=\n]*=\s*)*" + re.escape(f"{value:.6f}")
    assert re.search(pattern, TEXT), f"{label} = {value:.6f} is not on the page"


@pytest.fixture(scope="module")
def resolution() -> pd.Series:
    framework = load_framework()
    cells = pd.DataFrame(
        {
            "agent_id": [f"A{number}" for number in range(1, 6)],
            "period": PERIOD,
            "resolved_first_contact__n": 100,
            "resolved_first_contact__sum": SETTLED,
            "resolved_first_contact__sumsq": SETTLED,
        }
    )
    months = cells[["agent_id", "period"]].assign(is_active=True)
    marks = pd.DataFrame(
        columns=["agent_id", "period", "source", "measure", "rater_id", "n", "total", "total_sq"]
    )
    only = framework.model_copy(
        update={
            "indicators": tuple(
                item for item in framework.indicators if item.measure == "resolved_first_contact"
            )
        }
    )
    indicators, _ = score_agents(only, cells, marks, months)
    return indicators.set_index("agent_id").loc["A1"]


def test_shrinkage_step_by_step(resolution: pd.Series) -> None:
    rates = np.array(SETTLED) / 100
    noise = (100 * rates * (1 - rates)).sum() / (500 - 5)
    variance = noise / 100
    result = shrink(rates, np.full(5, variance))
    _says("s²", noise)
    _says("v", variance)
    _says("τ²", result.between_variance)
    _says("B", 1 - result.reliability[0])
    _says("shrunk value", result.value[0])
    _says("standard error", result.std_error[0])
    assert resolution["shrunk_value"] == pytest.approx(result.value[0], abs=1e-12)
    assert resolution["std_error"] == pytest.approx(result.std_error[0], abs=1e-12)


def test_score(resolution: pd.Series) -> None:
    _says("resolution score", resolution["score"])
    _says("resolution error", resolution["std_error"] * 70 / 0.31)


def test_composite_and_tier(resolution: pd.Series) -> None:
    framework = load_framework()
    rows = {**OTHERS, "resolution": (resolution["score"], resolution["std_error"] * 70 / 0.31)}
    scores = pd.DataFrame(
        {
            "agent_id": "A1",
            "period": PERIOD,
            "dimension": list(rows),
            "score": [score for score, _ in rows.values()],
            "std_error": [error for _, error in rows.values()],
            "n_evidence": 50,
            "evidence_state": "enough",
        }
    )
    weights = weigh_dimensions(framework, pd.Series([PERIOD]))
    composites = compose(framework, scores, weights)
    months = pd.DataFrame(
        {
            "agent_id": ["A1"],
            "period": [PERIOD],
            "team_id": ["T1"],
            "role": ["agent"],
            "tenure_months": [8],
        }
    )
    trainings = pd.DataFrame(columns=["agent_id", "course_id", "valid_from", "valid_to"])
    placed = place_agents(framework, scores, composites, months, trainings).iloc[0]
    _says("composite", composites["composite"].iloc[0])
    _says("composite error", composites["std_error"].iloc[0])
    for tier in range(1, 5):
        _says(f"P(tier {tier})", placed[f"prob_tier_{tier}"])
    assert placed["tier_key"] == "independent"
    assert placed["blocked_by"] == "composite", placed["blocked_by_text"]
