"""The frames that scoring hands on: scores, covariances, indicators and what was learnt of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competency.anchoring import Scale, indicator_then
from competency.columns import Flags, Floats, month_starts
from competency.editions import Editions
from competency.factors import Indicators, Structure
from competency.filtering import Beliefs
from competency.frames import conform, empty
from competency.framework import Framework
from competency.grid import Grid
from competency.intervals import Z90
from competency.noise import Noise
from competency.panel import Panel, rolling
from competency.units import is_duration, mix_variance, to_natural, to_score


def score_frame(
    framework: Framework,
    grid: Grid,
    mean: Floats,
    error: Floats,
    n: Floats,
    enough: Flags,
    beliefs: Beliefs | None = None,
) -> pd.DataFrame:
    """Return `agent_scores` of the active agent-months; arrays are (agents, months, dimensions).

    `beliefs` are what `mean` and `error` were made of, None where there is nothing to believe.
    """
    month, agent = np.nonzero(grid.active.T)
    count = len(framework.dimensions)
    mean, error, n = (values[agent, month].ravel() for values in (mean, error, n))
    ability, variance = np.full(mean.shape, np.nan), np.full(mean.shape, np.nan)
    if beliefs is not None:
        live = ~np.isnan(mean)
        ability[live] = beliefs.mean[agent, month].ravel()[live]
        own = np.einsum("...dd->...d", beliefs.covariance[agent, month])
        variance[live] = own.ravel()[live]
    enough = enough[agent, month].ravel()
    known = n > 0
    return conform(
        pd.DataFrame(
            {
                "agent_id": np.repeat(grid.agents[agent], count),
                "period": np.repeat(month_starts(grid.months[month]), count),
                "dimension": np.tile(list(framework.dimension_keys), len(agent)),
                "score": np.where(known, np.clip(mean, 0, 100), np.nan),
                "posterior_mean": mean,
                "ability": ability,
                "ability_variance": variance,
                "std_error": error,
                "lower": np.where(known, np.clip(mean - Z90 * error, 0, 100), np.nan),
                "upper": np.where(known, np.clip(mean + Z90 * error, 0, 100), np.nan),
                "n_evidence": n,
                "evidence_state": np.where(enough, "enough", np.where(known, "thin", "none")),
            }
        ),
        "agent_scores",
    )


def covariance_frame(
    framework: Framework,
    grid: Grid,
    covariance: Floats,
    live: Flags,
    beliefs: Beliefs | None = None,
) -> pd.DataFrame:
    """Return `score_covariances`: each pair of live dimensions once."""
    month, agent = np.nonzero(grid.active.T)
    one, other = np.triu_indices(len(framework.dimensions), k=1)
    kept = live[one] & live[other]
    one, other = one[kept], other[kept]
    keys = np.array(framework.dimension_keys, dtype=object)
    own = np.full_like(covariance, np.nan) if beliefs is None else beliefs.covariance
    return conform(
        pd.DataFrame(
            {
                "agent_id": np.repeat(grid.agents[agent], len(one)),
                "period": np.repeat(month_starts(grid.months[month]), len(one)),
                "dimension": np.tile(keys[one], len(agent)),
                "other_dimension": np.tile(keys[other], len(agent)),
                "covariance": covariance[agent, month][:, one, other].ravel(),
                "ability_covariance": own[agent, month][:, one, other].ravel(),
            }
        ),
        "score_covariances",
    )


def indicator_frame(
    editions: Editions,
    seen: Panel,
    indicators: Indicators,
    structure: Structure,
    beliefs: Beliefs,
    effects: pd.DataFrame,
) -> pd.DataFrame:
    """Return `agent_indicators`: evidence in the look-back window beside what is believed."""
    parts: list[pd.DataFrame] = []
    between = indicator_variance(indicators, structure)
    for place, item in enumerate(seen.items):
        window = item.window_months or editions.latest.window_months
        known = ~np.isnan(seen.value[:, :, place])
        weight = np.where(known, 1 / np.where(known, seen.variance[:, :, place], 1.0), 0.0)
        n = rolling(seen.n[:, :, place], window).round(6)
        agent, month = here = np.nonzero((n > 0) & seen.grid.active)
        raw = rolling(np.nan_to_num(seen.raw[:, :, place]) * seen.n[:, :, place], window)[here]
        value = rolling(weight * np.nan_to_num(seen.value[:, :, place]), window)[here]
        total = rolling(weight, window)[here]
        sign, mix = seen.sign[place], mix_variance(effects[effects["indicator"] == item.key])
        level = beliefs.indicator_mean[:, :, place][here]
        variance = beliefs.indicator_variance[:, :, place][here]
        believed = to_natural(item, sign * level, mix)
        upper = to_natural(item, sign * level + np.sqrt(variance), mix)
        plain = raw / n[here]
        points = np.empty(len(believed))
        for framework, part in editions.parts(seen.grid.months[month]):
            points[part] = to_score(indicator_then(framework, item), believed[part])
        parts.append(
            pd.DataFrame(
                {
                    "agent_id": seen.grid.agents[agent],
                    "period": month_starts(seen.grid.months[month]),
                    "dimension": item.dimension,
                    "indicator": item.key,
                    "n_evidence": n[here],
                    "raw_value": np.exp(plain) if is_duration(item) else plain,
                    "adjusted_value": to_natural(item, sign * value / total, mix),
                    "shrunk_value": believed,
                    "std_error": np.abs(upper - believed),
                    "score": points,
                    "reliability": np.clip(1 - variance / between[place], 0, 1),
                }
            )
        )
    parts = [part for part in parts if len(part)]
    if not parts:
        return empty("agent_indicators")
    return conform(pd.concat(parts, ignore_index=True), "agent_indicators")


def indicator_variance(indicators: Indicators, structure: Structure) -> Floats:
    """Return the variance of each indicator's true levels between agents, shape (indicators,)."""
    family = np.append(structure.family, 0.0)[indicators.family]
    return np.asarray(structure.loading**2 * (1 + family) + structure.own)


def model_frame(
    seen: Panel,
    indicators: Indicators,
    structure: Structure,
    noise: Noise,
    scale: Scale,
    drift: float,
    effects: pd.DataFrame,
) -> pd.DataFrame:
    """Return `indicator_models`: what was learnt of every indicator, for analysts.

    `cases_needed`: pieces of evidence that make the indicator's own figure half reliable. Shares
    are of the variance of one value, on the scale of the model.
    """
    rows: list[dict[str, object]] = []
    between = indicator_variance(indicators, structure)
    for place, item in enumerate(seen.items):
        mine = effects[effects["indicator"] == item.key]
        mix = mix_variance(mine)
        known = ~np.isnan(seen.value[:, :, place])
        one = float(np.median((seen.variance * seen.n)[:, :, place][known]))
        one *= float(noise.inflation[place])
        variance = mine[mine["factor"] == "variance"].set_index("level")["effect"].to_dict()
        raters = variance.get("rater", 0.0) + variance.get("rater_drift", 0.0)
        parts = {
            "agent": float(between[place]),
            "case_mix": mix + variance.get("issue_type_drift", 0.0),
            "rater": raters,
            "team": variance.get("team", 0.0),
            "residual": variance.get("residual", 0.0),
        }
        total = max(sum(parts.values()), 1e-12)
        dimension = indicators.dimension[place]
        rows.append(
            {
                "indicator": item.key,
                "dimension": item.dimension,
                "average_value": scale.value[place],
                "value_per_sd": scale.worth[place],
                "average_points": to_score(item, scale.value[place : place + 1])[0],
                "loading": structure.loading[place],
                "own_share": 1 - structure.loading[place] ** 2 / between[place],
                "cases_needed": one / between[place],
                "error_inflation": noise.inflation[place],
                **{f"{name}_share": value / total for name, value in parts.items()},
                "dimension_average": scale.average[dimension],
                "points_per_sd": scale.slope,
                "drift_per_year": scale.slope * drift * np.sqrt(12.0),
            }
        )
    return conform(pd.DataFrame(rows), "indicator_models")
