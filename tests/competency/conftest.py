"""Seeded factories: rosters, cells of contacts and marks, catalogues. Small and quick."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings

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


def mark_cells(rows):
    """Scored cells from tuples in the order of the columns below."""
    columns = ["agent_id", "period", "source", "measure", "rater_id", "n", "total", "total_sq"]
    frame = pd.DataFrame(rows, columns=columns)
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
    rows = []
    marks = []
    for number in range(agents):
        agent = f"A{number:03d}"
        hard_share = 1 / (1 + np.exp(-1.5 * skill[number]))
        for month in months:
            hard = int(rng.binomial(per_month, hard_share))
            for level, n in (("routine", per_month - hard), ("hard", hard)):
                if not n:
                    continue
                rate = np.clip(0.75 + 0.06 * skill[number] - 0.3 * (level == "hard"), 0.02, 0.98)
                good = int(rng.binomial(n, rate))
                minutes = rng.gamma(4, 2 + (level == "hard"), n)
                rows.append(
                    {
                        "agent_id": agent,
                        "period": month,
                        "complexity": level,
                        "issue_type": f"I{rng.integers(3)}",
                        "resolved_first_contact": (n, good),
                        "first_response_in_time": (n, int(rng.binomial(n, 0.8))),
                        "handle_minutes": (n, minutes.sum(), (minutes**2).sum()),
                    }
                )
            rater = f"R{rng.integers(4)}"
            severity = {"R0": -0.1, "R1": 0.0, "R2": 0.05, "R3": 0.1}[rater]
            for criterion in ("process", "knowledge", "empathy", "emotion", "resolution", "sales"):
                mark = np.clip(0.7 + 0.08 * skill[number] + severity + rng.normal(0, 0.1, 2), 0, 1)
                marks.append(
                    (agent, month, "qa/reviews", criterion, rater, 2, mark.sum(), (mark**2).sum())
                )
    names = [f"A{number:03d}" for number in range(agents)]
    return contact_cells(rows), mark_cells(marks), roster(names, list(months)), skill


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
    )
