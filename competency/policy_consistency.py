"""How alike policies are explained: errors by topic, and how far agents differ beyond chance.

One review of a contact is an error or not. On the logit scale

    logit P(error) = topic + reviewer + agent in the topic,   agent ~ Normal(0, sd^2)

Reviewers' severity is fitted over all topics at once (`crossed_binomial`). Then each topic's
marginal likelihood, the agents integrated out by quadrature, gives the spread and its interval
(profile likelihood, 95 %). That there is none is the edge of what can be: the chance is half that
of chi-square with one degree (Self and Liang 1987, J. Am. Stat. Assoc. 82:605).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.interpolate import CubicSpline
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_array
from scipy.special import expit
from scipy.stats import chi2, norm

from competency.columns import Floats, Ints, codes, distinct, numbers, require
from competency.crossed import Cells, Factor
from competency.crossed_binomial import fit_binomial
from competency.frames import DIGITS, conform, empty, rounded
from competency.framework import Framework
from competency.share_intervals import stand, wilson

COLUMNS = ("agent_id", "reviewer_id", "topic", "marks", "errors")
#: What all topics together are called.
EVERY = "*"
_SPREADS = np.concatenate([[0.0], np.geomspace(0.05, 3.0, 20)])
_NODES = np.linspace(-5, 5, 31)
_WEIGHTS = norm.logpdf(_NODES) + np.log(_NODES[1] - _NODES[0])
_MIDDLES = (-9.0, 6.0)
#: Everything that a centre, a spread and a node can add up to. At this step the cubic is off by
#: less than 1e-6 of a review's log likelihood.
_LEVELS = np.arange(_MIDDLES[0] - 15.125, _MIDDLES[1] + 15.25, 0.125)
_FEWEST_AGENTS, _FEWEST_ERRORS = 5, 5


@dataclass(frozen=True)
class Spread:
    """Agents of one topic: logit of the middle one, standard deviation with interval, p-value."""

    middle: float
    sd: float
    lower: float
    upper: float
    p_value: float


def agent_spread(agent: Ints, marks: Floats, errors: Floats, offset: Floats) -> Spread:
    """Return how far agents differ in the logit of an error.

    Args:
        agent: number of the agent of each cell, shape (cells,).
        marks: reviews of the cell, at least one.
        errors: of them with an error.
        offset: what reviewer and topic add, in logits.

    >>> alike = agent_spread(np.arange(40), np.full(40, 10.0), np.full(40, 2.0), np.zeros(40))
    >>> alike.sd, alike.p_value, round(float(expit(alike.middle)), 3)
    (0.0, 1.0, 0.2)
    """
    likelihood = _likelihoods(agent, marks, errors, offset)

    def fit(sd: float) -> tuple[float, float]:
        def loss(middle: float) -> float:
            told = likelihood(middle + sd * _NODES) + _WEIGHTS
            # As scipy's logsumexp, whose care for all kinds of arrays costs more than the sum.
            most = told.max(axis=1, keepdims=True)
            return -float((np.log(np.exp(told - most).sum(axis=1, keepdims=True)) + most).sum())

        found = minimize_scalar(loss, bounds=_MIDDLES, method="bounded", options={"xatol": 1e-3})
        return float(found.x), -float(found.fun)

    fits = np.array([fit(float(sd)) for sd in _SPREADS])
    middle, heights = fits[:, 0], fits[:, 1]
    best = int(heights.argmax())
    drop = 2 * (heights[best] - heights)
    limit = float(chi2.ppf(0.95, 1))
    inside = np.flatnonzero(drop <= limit)
    return Spread(
        float(middle[best]),
        float(_SPREADS[best]),
        _crossing(drop, inside[0] - 1, inside[0], limit),
        _crossing(drop, inside[-1], inside[-1] + 1, limit),
        0.5 * float(chi2.sf(drop[0], 1)) if best > 0 else 1.0,
    )


def _likelihoods(agent: Ints, marks: Floats, errors: Floats, offset: Floats) -> CubicSpline:
    """Return every agent's log likelihood by level, from a grid of levels.

    Reviewers and topics are few: the dear part is done once for each offset there is, and the
    search over centres and spreads only looks up, whatever the number of reviews.
    """
    own = np.unique(agent, return_inverse=True)[1]
    known, at = np.unique(offset, return_inverse=True)
    counted = csr_array((marks, (own, at)), shape=(own.max() + 1, len(known)))
    right = counted @ np.logaddexp(0, known[:, None] + _LEVELS)
    return CubicSpline(_LEVELS, np.bincount(own, errors)[:, None] * _LEVELS - right, axis=1)


def _crossing(drop: Floats, first: int, second: int, limit: float) -> float:
    """Return the spread at which the drop passes the limit, between two of the grid."""
    if first < 0 or second >= len(_SPREADS):
        return float(_SPREADS[max(first, 0)] if first >= 0 else _SPREADS[second])
    part = (limit - drop[first]) / (drop[second] - drop[first])
    return float(_SPREADS[first] + part * (_SPREADS[second] - _SPREADS[first]))


def measure_consistency(framework: Framework, reviewed: pd.DataFrame) -> pd.DataFrame:
    """Return the frame `policy_consistency`: one row a topic, and one of all together.

    Args:
        framework: resolved framework.
        reviewed: reviews and errors by agent, reviewer and topic; columns `COLUMNS`.
    """
    require(reviewed, "reviewed", COLUMNS)
    keys = ["agent_id", "reviewer_id", "topic"]
    reviewed = reviewed.dropna(subset=["agent_id", "topic"])
    reviewed = reviewed[numbers(reviewed, "marks") > 0].sort_values(keys, ignore_index=True)
    if reviewed.empty:
        return empty("policy_consistency")
    marks, errors = numbers(reviewed, "marks"), numbers(reviewed, "errors")
    agent, _ = codes(reviewed, "agent_id")
    reviewer, reviewers = codes(reviewed, "reviewer_id")
    names = distinct(reviewed, "topic")
    topic, topics = codes(reviewed, "topic", names)
    group = np.unique(agent * topics + topic, return_inverse=True)[1]
    factors = (Factor("topic", topic, topics), Factor("reviewer", reviewer, reviewers))
    fit = fit_binomial(Cells(group, marks, errors, errors, factors), tolerance=1e-6)
    of_topic, of_reviewer = fit.effect[1 : 1 + topics], fit.effect[1 + topics :]
    severity = of_reviewer[reviewer] - np.average(of_reviewer[reviewer], weights=marks)
    rows = []
    for at, name in [(-1, EVERY), *enumerate(names)]:
        own = topic == at if at >= 0 else np.full(len(marks), True)
        offset = severity if at >= 0 else severity + of_topic[topic]
        told = reviewed[own]
        rows.append(
            {
                "topic": name,
                "agents": told["agent_id"].nunique(),
                **_judged(framework, agent[own], marks[own], errors[own], offset[own]),
            }
        )
    table = pd.DataFrame(rows)
    found = stand(table["p_value"].to_numpy(dtype=np.float64))
    # Nobody should read of differences beside an interval that has none in it.
    found &= (table["sd_lower"] > 0).to_numpy(dtype=bool)
    table["agents_state"] = np.where(found, "differ", "not_shown")
    table.loc[table["p_value"].isna(), "agents_state"] = "unjudged"
    table = conform(table, "policy_consistency")
    return conform(rounded(table, "policy_consistency", DIGITS), "policy_consistency")


def _judged(
    framework: Framework, agent: Ints, marks: Floats, errors: Floats, offset: Floats
) -> dict[str, float | str]:
    """Return errors with their interval, and the spread where there is enough to judge."""
    rules = framework.complaints
    n, wrong = float(marks.sum()), float(errors.sum())
    rate = wrong / n
    # Marks of one agent are alike: they say less than as many of different people.
    own, wrong_of = np.bincount(agent, marks), np.bincount(agent, errors)
    people = int((own > 0).sum())
    variance = ((wrong_of - rate * own) ** 2).sum() / n**2 * people / max(people - 1, 1)
    size = min(n, rate * (1 - rate) / variance) if variance > 0 else n
    lower, upper = (float(one[0]) for one in wilson(np.array([rate * size]), np.array([size])))
    told: dict[str, float | str] = {
        "marks": n, "errors": wrong, "error_rate": rate, "lower": lower, "upper": upper,
        "low_error": np.nan, "high_error": np.nan, "agent_sd": np.nan, "sd_lower": np.nan,
        "sd_upper": np.nan, "p_value": np.nan, "state": "unjudged",
    }  # fmt: skip
    if n < rules.policy_marks or people < _FEWEST_AGENTS:
        return told
    told["state"] = (
        "above" if lower > rules.policy_error
        else "within" if upper <= rules.policy_error
        else "unclear"
    )  # fmt: skip
    # Somebody must have been seen twice, and errors must be to be told apart.
    if (own >= 2).sum() < _FEWEST_AGENTS or min(wrong, n - wrong) < _FEWEST_ERRORS:
        return told
    spread = agent_spread(agent, marks, errors, offset)
    # The average of people's chances is the rate; the middle one's chance is not quite.
    far = norm.ppf(0.9) * spread.sd
    return told | {
        "low_error": float(expit(spread.middle - far)),
        "high_error": float(expit(spread.middle + far)),
        "agent_sd": spread.sd,
        "sd_lower": spread.lower,
        "sd_upper": spread.upper,
        "p_value": spread.p_value,
    }
