"""Seeded factories: rosters, cells of contacts and marks, catalogues. Small and quick."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings
from scipy.special import expit

from competency.factors import Indicators, Structure
from competency.filtering import Observations
from competency.framework import Framework
from competency.loading import load_framework
from competency.posterior import Posterior

# The same examples every time: a red build must be red for whoever repeats it.
settings.register_profile("ladder", deadline=None, derandomize=True)
settings.load_profile("ladder")

NOT_THERE = object()
"""In a history: a month without a row."""


@pytest.fixture(scope="session")
def framework() -> Framework:
    return load_framework()


def roster(agents, months, **columns):
    """One row an agent and month; months are '2026-01' strings."""
    rows = pd.MultiIndex.from_product([agents, months]).to_frame(index=False)
    rows.columns = ["agent_id", "period"]
    rows["period"] = pd.to_datetime(rows["period"])
    defaults = {
        "team_id": "T1",
        "role": "agent",
        "hire_date": pd.Timestamp("2020-01-01"),
        "tenure_months": 60,
        "is_active": True,
    }
    return rows.assign(**{**defaults, **columns})


def contact_cells(rows):
    """Cells from dicts: agent_id, period, factors, and m=(n, sum) or (n, sum, sumsq)."""
    flat = []
    for row in rows:
        cell = {"issue_type": None, "complexity": None, "customer_emotion": None, "channel": None}
        for key, value in row.items():
            if isinstance(value, tuple):
                n, total, *squares = value
                cell[f"{key}__n"] = n
                cell[f"{key}__sum"] = total
                cell[f"{key}__sumsq"] = squares[0] if squares else total
            else:
                cell[key] = value
        flat.append(cell)
    frame = pd.DataFrame(flat)
    if not len(frame):
        frame = pd.DataFrame({"agent_id": [], "period": []})
    frame["period"] = pd.to_datetime(frame["period"])
    return frame


MARKS = (
    "agent_id", "period", "team_id", "source", "measure", "rater_id", "issue_type", "complexity",
    "customer_emotion", "channel", "n", "total", "total_sq",
)  # fmt: skip


def mark_cells(rows, **columns):
    """Marks from dicts, or tuples (agent, period, source, measure, rater, n, total, total_sq)."""
    names = ("agent_id", "period", "source", "measure", "rater_id", "n", "total", "total_sq")
    dicts = [row if isinstance(row, dict) else dict(zip(names, row, strict=True)) for row in rows]
    defaults = {"team_id": "T1", "source": "qa/reviews", "measure": "process", "rater_id": "R"}
    frame = pd.DataFrame([{**defaults, **columns, **row} for row in dicts])
    frame = frame.reindex(columns=list(MARKS))
    frame["period"] = pd.to_datetime(frame["period"])
    return frame


def scores_frame(rows, period="2026-03-01"):
    """Frame agent_scores from (agent, dimension, score, std_error, n, state)."""
    frame = pd.DataFrame(
        rows,
        columns=["agent_id", "dimension", "score", "std_error", "n_evidence", "evidence_state"],
    )
    return frame.assign(period=pd.Timestamp(period))


def beliefs(histories, error=2.0, correlation=0.0, first="2026-01", thin=()):
    """Posterior of agents by month: a level for all six dimensions, six of them, or None."""
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    agents = sorted(histories)
    rows = [
        (start + place, number, history[place])
        for place in range(max((len(one) for one in histories.values()), default=0))
        for number, history in enumerate(histories[agent] for agent in agents)
        if place < len(history) and history[place] is not NOT_THERE
    ]
    known = np.array([level is not None for *_, level in rows], bool)
    mean = np.array([np.full(6, 50.0 if one is None else one, float) for *_, one in rows])
    shape = np.full((6, 6), correlation) + (1 - correlation) * np.eye(6)
    enough = np.tile(known[:, None], (1, 6)) if rows else np.zeros((0, 6), bool)
    enough[:, list(thin)] = False
    return Posterior(
        pd.Index(agents, dtype="string"),
        np.array([agent for _, agent, _ in rows], np.int64),
        np.array([month for month, *_ in rows], np.int64),
        mean.reshape(-1, 6),
        np.tile(error**2 * shape, (len(rows), 1, 1)),
        np.where(known[:, None], 30.0, 0.0) * np.ones((len(rows), 6)),
        enough,
        np.full(6, bool(known.any())),
    )


def no_marks():
    return pd.DataFrame(
        {"agent_id": [], "period": [], "source": [], "n": [], "total": []}, dtype="object"
    )


def no_reviews():
    return pd.DataFrame({"agent_id": [], "period": [], "n_reviews": [], "n_critical": []})


def no_certificates():
    return pd.DataFrame({"agent_id": [], "course_id": [], "valid_from": [], "valid_to": []})


def centre(seed, agents=40, months=("2026-01", "2026-02", "2026-03"), per_month=40):
    """A made-up centre: true skill, hard cases routed to strong agents; cells and truth."""
    rng = np.random.default_rng(seed)
    skill = rng.normal(0, 1, agents)
    severity = dict(zip(("R0", "R1", "R2", "R3"), (-0.1, 0.0, 0.05, 0.1), strict=True))
    rows, marks = [], []
    for number in range(agents):
        agent, able = f"A{number:03d}", skill[number]
        for month in months:
            hard = int(rng.binomial(per_month, expit(1.5 * able)))
            for level, n in (("routine", per_month - hard), ("hard", hard)):
                if not n:
                    continue
                solved = expit(1.1 + 0.35 * able - 1.3 * (level == "hard"))
                log_minutes = rng.normal(2 - 0.1 * able + 0.3 * (level == "hard"), 0.4, n)
                rows.append(
                    {
                        "agent_id": agent,
                        "period": month,
                        "complexity": level,
                        "issue_type": f"I{rng.integers(3)}",
                        "resolved_first_contact": (n, int(rng.binomial(n, solved))),
                        "first_response_in_time": (n, int(rng.binomial(n, 0.8))),
                        "handle_minutes": (n, log_minutes.sum(), (log_minutes**2).sum()),
                    }
                )
            rater = f"R{rng.integers(4)}"
            for criterion in ("process", "knowledge", "empathy", "emotion", "resolution", "sales"):
                mark = np.clip(0.7 + 0.08 * able + severity[rater] + rng.normal(0, 0.1, 2), 0, 1)
                marks.append(
                    (agent, month, "qa/reviews", criterion, rater, 2, mark.sum(), (mark**2).sum())
                )
    names = [f"A{number:03d}" for number in range(agents)]
    return contact_cells(rows), mark_cells(marks), roster(names, list(months)), skill


def factor_world(seed, agents=60, months=6, dims=3, per=4, drift=0.03, missing=0.3, noise=0.03):
    """Evidence drawn from the model of `factors` and `filtering`: two in a family, errors shared.

    theta: shape (agents, months, dims), in standard deviations between agents.
    """
    rng = np.random.default_rng(seed)
    count = dims * per
    dimension, family = np.repeat(np.arange(dims), per), np.full(count, -1)
    family[:2] = 0
    pattern = np.zeros((count, 3))
    pattern[per - 1 :: per, 0], pattern[1::per, 1] = 0.6, 0.5
    every = Indicators(dimension, dims, np.ones(count), np.full(count, 0.99), pattern, family)
    phi = np.full((dims, dims), 0.4) + 0.6 * np.eye(dims)
    loading = rng.uniform(0.25, 0.5, count)
    own = (np.where(family < 0, 0.35, 0.15) * loading) ** 2
    truth = Structure(rng.normal(0, 1, count), loading, own, np.array([0.1]), phi)
    steps = rng.multivariate_normal(np.zeros(dims), phi, (agents, months))
    steps[:, 1:] *= drift
    theta = steps.cumsum(axis=1)
    special = (rng.normal(size=(agents, 1)) * np.sqrt(truth.family)) @ every.belongs.T
    level = loading * (theta[:, :, dimension] + special[:, None])
    level += (rng.normal(size=(agents, count)) * np.sqrt(own))[:, None]
    variance = noise * rng.uniform(0.5, 2, level.shape)
    error = rng.normal(size=(agents, months, 3)) @ pattern.T
    error += np.sqrt(every.alone) * rng.normal(size=level.shape)
    value = truth.mean + level + np.sqrt(variance) * error
    value[rng.random(value.shape) < missing] = np.nan
    seen = Observations(value, variance, np.zeros((agents, count)))
    return SimpleNamespace(indicators=every, structure=truth, observations=seen, theta=theta)


#: Average and spread between agents of some shipped indicators, on the scales of their models.
LEVELS = {
    "first_response_in_time": (1.0, 0.3),
    "qa_process": (0.8, 0.06),
    "qa_knowledge": (0.75, 0.06),
    "resolved_first_contact": (1.2, 0.3),
    "handle_minutes": (2.3, 0.1),
    "mediation_success": (0.2, 0.3),
    "qa_mediation": (0.75, 0.06),
    "satisfied": (0.6, 0.3),
    "qa_relationship": (0.75, 0.06),
    "qa_growth": (0.7, 0.06),
}


def measured_centre(framework, seed, agents=40, months=4, drift=0.02, pieces=12, levels=None):
    """Frames `measured_agents`, `fitted_effects` and a roster, drawn from the model; and theta."""
    rng = np.random.default_rng(seed)
    dims = len(framework.dimensions)
    phi = np.full((dims, dims), 0.5) + 0.5 * np.eye(dims)
    steps = rng.multivariate_normal(np.zeros(dims), phi, (agents, months))
    steps[:, 1:] *= drift
    theta = steps.cumsum(axis=1)
    names = [f"A{number:03d}" for number in range(agents)]
    people = roster(names, pd.date_range("2024-01-01", periods=months, freq="MS"))
    parts, effects = [], []
    for key, (mean, spread) in (levels or LEVELS).items():
        item = framework.indicator(key)
        able = theta[:, :, framework.dimension_keys.index(item.dimension)]
        able = able + 0.3 * rng.normal(size=(agents, 1))
        able = able if item.direction == "higher" else -able
        binary = item.kind == "binary"
        residual = 5.0 if binary else 0.4**2 if item.unit == "minutes" else 0.15**2
        n = rng.integers(max(pieces // 2, 1), pieces * 2, able.shape) * (3 if binary else 1)
        value = (mean + spread * able + rng.normal(size=n.shape) * np.sqrt(residual / n)).ravel()
        parts.append(
            people[["agent_id", "period"]].assign(
                indicator=key,
                n=n.ravel().astype(float),
                raw=expit(value) if binary else value,
                estimate=value,
                variance=residual / n.ravel(),
                shared_variance=0.0,
            )
        )
        effects.append((key, "intercept", "", mean))
        effects.append((key, "variance", "agent", spread**2))
        effects.append((key, "variance", "residual", np.pi**2 / 3 if binary else residual))
    fitted = pd.DataFrame(effects, columns=["indicator", "factor", "level", "effect"])
    fitted = fitted.assign(since=pd.NaT, std_error=np.nan, n=np.nan)
    measured = pd.concat(parts, ignore_index=True)
    return SimpleNamespace(measured=measured, effects=fitted, roster=people, theta=theta)


@pytest.fixture(scope="session")
def make():
    """The factories of this file, for tests that build their own case."""
    return SimpleNamespace(
        roster=roster,
        contact_cells=contact_cells,
        mark_cells=mark_cells,
        scores=scores_frame,
        no_certificates=no_certificates,
        beliefs=beliefs,
        not_there=NOT_THERE,
        no_marks=no_marks,
        no_reviews=no_reviews,
        centre=centre,
        factor_world=factor_world,
        measured_centre=measured_centre,
        levels=LEVELS,
    )
