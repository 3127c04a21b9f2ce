"""docs/decisions.md works one agent by hand; the library must give every figure it prints."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from competency.anchoring import anchor
from competency.circumstances import fit_circumstances
from competency.composite import compose
from competency.evidence import measure_agents
from competency.factors import Indicators, Structure
from competency.filtering import Beliefs, Observations, follow
from competency.frames import conform, empty
from competency.framework import Framework
from competency.grid import grid_of
from competency.loading import load_framework
from competency.panel import gather
from competency.posterior import read_posterior
from competency.samples import MARKS
from competency.tier_chances import chance_above
from competency.weights import weigh_dimensions

TEXT = (Path(__file__).parents[1] / "docs" / "decisions.md").read_text(encoding="utf-8")
PERIOD = pd.Timestamp("2026-03-01")
FIRST_CONTACT = "resolved_first_contact"
# Contacts and how many of them were settled: plain ones, hard ones; A1 is worked.
SETTLED = {
    "A1": ((20, 19), (80, 66)),
    "A2": ((80, 72), (20, 13)),
    "A3": ((50, 43), (50, 33)),
    "A4": ((60, 48), (40, 22)),
    "A5": ((40, 29), (60, 31)),
}
# What the page states instead of working it: the fit (rounded), the structure, the scale.
INTERCEPT, PLAIN, HARD, SPREAD = 1.23, 0.56, -0.56, 0.25
LOADING, OWN, DRIFT, SLOPE = 0.45, 0.02, 0.05, 16.0
OTHERS = {
    "process": (66.0, 4.0),
    "knowledge": (58.0, 5.0),
    "mediation": (62.0, 6.0),
    "relationship": (71.0, 5.0),
    "growth": (55.0, 8.0),
}


def _says(label: str, value: float) -> None:
    """The page prints `label = value` to six decimals."""
    printed = f"{value:.6f}".replace("-", "−")
    pattern = re.escape(label) + r"\s*=\s*(?:[^=\n]*=\s*)*" + re.escape(printed)
    assert re.search(pattern, TEXT), f"{label} = {value:.6f} is not on the page"


@pytest.fixture(scope="module")
def framework() -> Framework:
    whole = load_framework()
    return whole.model_copy(update={"indicators": (whole.indicator(FIRST_CONTACT),)})


@pytest.fixture(scope="module")
def cells() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "agent_id": agent,
                "period": PERIOD,
                "complexity": kind,
                f"{FIRST_CONTACT}__n": n,
                f"{FIRST_CONTACT}__sum": settled,
                f"{FIRST_CONTACT}__sumsq": settled,
            }
            for agent, kinds in SETTLED.items()
            for kind, (n, settled) in zip(("plain", "hard"), kinds, strict=True)
        ]
    )


@pytest.fixture(scope="module")
def effects() -> pd.DataFrame:
    """The fit as the page states it."""
    rows = [
        ("intercept", "", INTERCEPT, 500.0),
        ("complexity", "plain", PLAIN, 250.0),
        ("complexity", "hard", HARD, 250.0),
        ("variance", "agent", SPREAD, 5.0),
    ]
    frame = pd.DataFrame(rows, columns=["factor", "level", "effect", "n"])
    return frame.assign(indicator=FIRST_CONTACT, since=pd.NaT, std_error=0.1)


@pytest.fixture(scope="module")
def measured(framework: Framework, cells: pd.DataFrame, effects: pd.DataFrame) -> pd.DataFrame:
    return measure_agents(framework, cells, pd.DataFrame(columns=list(MARKS)), effects)


@pytest.fixture(scope="module")
def structure() -> Structure:
    blank = np.zeros(0)
    own = np.array([OWN])
    return Structure(np.array([INTERCEPT]), np.array([LOADING]), own, blank, np.eye(1))


@pytest.fixture(scope="module")
def beliefs(measured: pd.DataFrame, structure: Structure) -> Beliefs:
    indicators = Indicators(
        dimension=np.zeros(1, np.int64),
        dimensions=1,
        value_sd=np.ones(1),
        share_cap=np.ones(1),
        pattern=np.zeros((1, 1)),
        family=np.array([-1]),
    )
    own = measured[measured["agent_id"] == "A1"]
    observations = Observations(
        own["estimate"].to_numpy().reshape(1, 1, 1),
        own["variance"].to_numpy().reshape(1, 1, 1),
        np.zeros((1, 1)),
    )
    return follow(indicators, structure, observations, DRIFT)


@pytest.fixture(scope="module")
def average(
    framework: Framework, measured: pd.DataFrame, effects: pd.DataFrame, structure: Structure
) -> float:
    """Points of the average agent on problem solving."""
    months = measured[["agent_id", "period"]].drop_duplicates().assign(is_active=True)
    scale = anchor(framework, gather(framework, measured, grid_of(months)), structure, effects)
    return float(scale.average[framework.dimension_keys.index("resolution")])


def test_the_fit_stated_is_the_fit(framework: Framework, cells: pd.DataFrame) -> None:
    fit = fit_circumstances(framework, cells, pd.DataFrame(columns=list(MARKS)))
    found = fit.set_index(["factor", "level"])["effect"]
    assert found["intercept", ""] == pytest.approx(INTERCEPT, abs=0.01)
    assert found["complexity", "plain"] == pytest.approx(PLAIN, abs=0.01)
    assert found["complexity", "hard"] == pytest.approx(HARD, abs=0.01)
    assert found["variance", "agent"] == pytest.approx(SPREAD, abs=0.02)
    for place, (agent, kinds) in enumerate(SETTLED.items()):
        line = rf"^\| {agent} \|" + "".join(rf" {y} of {n} \|" for n, y in kinds)
        assert re.search(line + f" {sum(y for _, y in kinds)} ", TEXT, re.MULTILINE), place


def test_evidence_step_by_step(measured: pd.DataFrame) -> None:
    level = 0.0
    for _ in range(50):
        plain, hard = (1 / (1 + np.exp(-(INTERCEPT + e + level))) for e in (PLAIN, HARD))
        weight = 20 * plain * (1 - plain) + 80 * hard * (1 - hard)
        missing = 85 - 20 * plain - 80 * hard
        level += (missing - level / SPREAD) / (weight + 1 / SPREAD)
    _says("b", level)
    _says("p(plain)", plain)
    _says("p(hard)", hard)
    _says("w", weight)
    own = measured.set_index("agent_id").loc["A1"]
    _says("estimate", own["estimate"])
    _says("variance", own["variance"])
    assert own["estimate"] == pytest.approx(INTERCEPT + level + missing / weight, abs=1e-9)
    assert own["variance"] == pytest.approx(1 / weight, abs=1e-9)
    assert own["raw"] == measured.set_index("agent_id").loc["A2", "raw"]
    _says("A2's estimate", measured.set_index("agent_id").loc["A2", "estimate"])


def test_posterior_and_points(beliefs: Beliefs, average: float) -> None:
    ability, variance = beliefs.mean[0, 0, 0], beliefs.covariance[0, 0, 0, 0]
    _says("ability", ability)
    _says("its variance", variance)
    _says("average agent", average)
    _says("resolution score", average + SLOPE * ability)
    _says("resolution error", SLOPE * np.sqrt(variance))


def test_composite_and_tier(beliefs: Beliefs, average: float) -> None:
    framework = load_framework()
    error = SLOPE * np.sqrt(beliefs.covariance[0, 0, 0, 0])
    rows = {**OTHERS, "resolution": (average + SLOPE * beliefs.mean[0, 0, 0], error)}
    scores = pd.DataFrame(
        {
            "agent_id": "A1",
            "period": PERIOD,
            "dimension": list(rows),
            "posterior_mean": [score for score, _ in rows.values()],
            "std_error": [error for _, error in rows.values()],
            "n_evidence": 50,
            "evidence_state": "enough",
        }
    )
    columns = ["agent_id", "period", "dimension", "other_dimension", "covariance"]
    posterior = read_posterior(framework, scores, pd.DataFrame(columns=columns))
    weights = weigh_dimensions(
        framework, empty("weight_importance"), empty("weight_demand"), [PERIOD]
    )
    composite = compose(framework, posterior, weights)
    _says("composite", composite["composite"].iloc[0])
    _says("composite error", composite["std_error"].iloc[0])
    mean, spread = (composite[name].to_numpy() for name in ("composite", "std_error"))
    held, wanted = framework.ladder.tiers[2:4]
    for tier in (held, wanted):
        chance = chance_above(mean, spread, tier.composite_cut)[0]
        _says(f"P(composite of {tier.name.en})", chance)
    assert chance < framework.ladder.promotion.probability


def test_one_month_of_weights() -> None:
    framework = load_framework()
    months = [PERIOD, PERIOD + pd.DateOffset(months=1)]
    pattern = r"^\| (\w+) \| (0\.\d\d) \| (0\.\d\d) \| (1\.\d) \|$"
    given = re.findall(pattern, TEXT, re.MULTILINE)
    assert [row[0] for row in given] == list(framework.dimension_keys)
    assert [float(row[1]) for row in given] == [one.weight for one in framework.dimensions]
    rows = pd.DataFrame(given, columns=["dimension", "base", "importance", "pressure"])
    rows = rows.astype({"importance": float, "pressure": float}).assign(period=months[1])
    numbers = ["lower", "upper", "lmg", "std_error", "explained", "n_agents"]
    importance = rows.assign(
        outcome="satisfaction", state="enough", coefficient=0.1, **dict.fromkeys(numbers, 0.1)
    )
    ratios = ["n_contacts", "calls_ratio", "n_complaints", "complaints_ratio", "capacity_ratio"]
    frame = weigh_dimensions(
        framework,
        conform(importance, "weight_importance"),
        conform(rows.assign(**dict.fromkeys(ratios, 1.0)), "weight_demand"),
        months,
    )
    second = frame[frame["period"] == months[1]].set_index("dimension")
    for dimension in framework.dimension_keys:
        _says(f"weight of {dimension}", second.loc[dimension, "weight"])
    mediation = second.loc["mediation"]
    _says("demand of mediation", mediation["demand"])
    _says("target of mediation", mediation["target"])
    for part in ("importance", "demand", "limit"):
        _says(f"{part} step of mediation", mediation[f"{part}_step"])
