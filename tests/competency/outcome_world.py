"""Measured centres whose customers' outcomes hang on the dimensions by known shares."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import month_starts

START = 600
_CORRELATION = 0.35
_STRENGTH = 0.6
#: Values a month of an average person, by source; standard deviation of one value.
_RATES = {"crm/interactions": 40, "qa/reviews": 4, "lms/assessments": 0.3, "qa/feedback_360": 0.4}
_OUTCOMES = {"satisfied": (12, 0.9), "promoter": (10, 0.8), "complaint": (40, 0.5)}


@dataclass(frozen=True)
class OutcomeWorld:
    """The frames `measured_agents`, `fitted_effects`, the roster, and shares (months, dims)."""

    measured: pd.DataFrame
    effects: pd.DataFrame
    agent_months: pd.DataFrame
    shares: np.ndarray


def true_shares(drivers):
    """Relative weights by Johnson's formula, written anew; equal shares of nothing."""
    drivers = np.asarray(drivers, float)
    size = len(drivers)
    if not drivers.any():
        return np.full(size, 1 / size)
    phi = np.where(np.eye(size) > 0, 1.0, _CORRELATION)
    value, vector = np.linalg.eigh(phi)
    root = vector * np.sqrt(value) @ vector.T
    raw = root**2 @ np.linalg.solve(root, phi @ drivers) ** 2
    return raw / raw.sum()


def outcome_world(
    framework, seed, *, agents=300, months=18, drivers, later=None, change=9, luck=0.3
):
    """A centre in which people walk slowly and outcomes follow `drivers`, `later` from `change`.

    luck: share of the error that outcomes share with first-contact resolution of the same month.
    """
    rng = np.random.default_rng(seed)
    keys = framework.dimension_keys
    phi = np.where(np.eye(len(keys)) > 0, 1.0, _CORRELATION)
    root = np.linalg.cholesky(phi)
    ability = np.cumsum(
        np.where(np.arange(months) == 0, 1.0, 0.06)[None, :, None]
        * (rng.standard_normal((agents, months, len(keys))) @ root.T),
        axis=1,
    )
    names = np.array([f"A{number:04d}" for number in range(agents)])
    volume = np.exp(0.6 * rng.standard_normal(agents))
    shared = rng.standard_normal((agents, months))
    parts = []

    def measure(item, rate, sd, level, mixed):
        n = rng.poisson(rate * volume[:, None], size=(agents, months))
        error = rng.standard_normal((agents, months))
        if mixed:
            error = np.sqrt(1 - luck) * error + np.sqrt(luck) * shared
        value = level + sd / np.sqrt(np.maximum(n, 1)) * error
        agent, month = np.nonzero(n)
        sign = 1 if item.direction == "higher" else -1
        parts.append(
            pd.DataFrame(
                {
                    "agent_id": names[agent],
                    "period": month_starts(START + month),
                    "indicator": item.key,
                    "n": n[agent, month].astype(float),
                    "raw": 0.5,
                    "estimate": sign * value[agent, month],
                    "variance": sd**2 / n[agent, month],
                    "shared_variance": 0.0,
                }
            )
        )

    left_out = {
        key
        for outcome in framework.recalibration.outcomes
        for key in (outcome.indicator, *outcome.leave_out)
    }
    for item in framework.measured_indicators():
        if item.key in left_out:
            continue
        sd = 2.2 if item.kind == "binary" else 0.5 if item.source == "crm/interactions" else 0.2
        loading = 0.4 if item.kind == "binary" else 0.35 * sd
        own = 0.3 * loading * rng.standard_normal((agents, 1))
        level = loading * ability[:, :, keys.index(item.dimension)] + own
        measure(item, _RATES[item.source], sd, level, item.key == "resolved_first_contact")
    by_month = [
        np.asarray(drivers if later is None or month < change else later, float)
        for month in range(months)
    ]
    pull = np.stack(
        [
            ability[:, month] @ beta * _STRENGTH / max(np.sqrt(beta @ phi @ beta), 1e-9)
            for month, beta in enumerate(by_month)
        ],
        axis=1,
    )
    for key, (rate, strength) in _OUTCOMES.items():
        own = 0.2 * rng.standard_normal((agents, 1))
        measure(framework.indicator(key), rate, 2.4, strength * (pull + own), mixed=True)
    effects = pd.DataFrame(
        [
            {
                "indicator": item.key,
                "factor": "variance",
                "level": "residual",
                "since": pd.NaT,
                "effect": (0.5 if item.source == "crm/interactions" else 0.2) ** 2,
                "std_error": 0.0,
                "n": 0.0,
            }
            for item in framework.indicators
            if item.kind == "continuous"
        ]
    )
    roster = pd.DataFrame(
        {
            "agent_id": np.repeat(names, months),
            "period": np.tile(month_starts(START + np.arange(months)), agents),
            "is_active": True,
        }
    )
    return OutcomeWorld(
        pd.concat(parts, ignore_index=True),
        effects,
        roster,
        np.stack([true_shares(beta) for beta in by_month]),
    )
