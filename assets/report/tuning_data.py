"""What a browser needs to place everybody anew: the figures `ladder whatif` starts from, packed.

Only arithmetic on frames; what the file of the configuration says is `tuning_config`, computing
with it `static/tuning-engine.js`. Nobody's name is in it.
"""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assets.report.tuning_gates import gate_arrays, gates
from assets.report.tuning_packing import packed
from assets.report.tuning_records import published_arrays, record_arrays, recorded
from competency.abilities import scale_by_row
from competency.columns import Floats, Ints, codes, distinct, months, numbers, texts
from competency.decided import tier_configuration
from competency.editions import Editions
from competency.framework import Framework
from competency.importance import ENOUGH
from competency.posterior import Posterior
from competency.tier_chances import lattice

#: Weight beside which the least weight of the other dimensions is lost in rounding.
_ALONE = 1e12

#: Marts without which nothing can be computed anew.
NEEDED = (
    "agent_composites",
    "agent_feedback",
    "agent_ladder",
    "agent_months",
    "agent_reviews",
    "agent_scores",
    "dimension_weights",
    "indicator_models",
    "score_covariances",
    "trainings",
    "weight_demand",
    "weight_importance",
)


def tuning_data(
    marts: Mapping[str, pd.DataFrame], framework: Framework, editions: Editions
) -> dict[str, Any]:
    """Return what `static/tuning-engine.js` computes from, as plain JSON.

    Args:
        marts: frames by mart name; all of NEEDED with rows where a run has any.
        framework: the configuration to begin with: the file's, as far as a what-if shows it.
        editions: of the published result, by month.
    """
    believed = _Beliefs(marts, framework)
    posterior = believed.posterior
    found = np.unique(posterior.month)
    starts = [*np.searchsorted(posterior.month, found).tolist(), len(posterior.month)]
    return {
        "agents": posterior.agents.tolist(),
        "months": found.tolist(),
        "starts": starts,
        "weighed": sorted(set(months(marts["agent_months"]).tolist()) - {-1}),
        "dimensions": [
            {"key": one.key, "en": one.name.en, "zh": one.name.zh, "layer": one.layer}
            for one in framework.dimensions
        ],
        "layers": [{"key": one.key, **_words(one.name)} for one in framework.layers],
        "tiers": [{"key": one.key, **_words(one.name)} for one in framework.ladder.tiers],
        "points": packed(lattice(len(framework.layers)).T, "f64"),
        "importance": _importance(marts["weight_importance"], framework),
        "ability_means": _ability_means(posterior),
        "demand": _demand(marts["weight_demand"], framework),
        "published_weights": _published_weights(marts["dimension_weights"], framework),
        **gates(marts, framework, editions),
        "recorded": recorded(marts),
        "arrays": {
            **believed.arrays(),
            **gate_arrays(marts, posterior, framework, editions),
            **published_arrays(marts, posterior),
            **record_arrays(marts, posterior),
        },
    }


def config_of(framework: Framework, models: pd.DataFrame, latest: Framework) -> dict[str, Any]:
    """Return what the engine reads of one configuration, as plain JSON.

    Args:
        framework: resolved; its targets and weights say what a point is.
        models: frame `indicator_models`.
        latest: the framework whose indicators were learnt.
    """
    average, slopes = _scale(framework, models, latest)
    dumped = framework.model_dump(mode="json", include={"dimensions", "recalibration", "ladder"})
    weighted = ("key", "layer", "weight", "lower_bound", "upper_bound")
    mixed = ("prior", "importance", "demand", "step_limit")
    return {
        "dimensions": [{name: one[name] for name in weighted} for one in dumped["dimensions"]],
        "recalibration": {
            **{name: dumped["recalibration"][name] for name in mixed},
            "outcomes": [
                {"key": one["key"], "weight": one["weight"]}
                for one in dumped["recalibration"]["outcomes"]
            ],
        },
        "ladder": dumped["ladder"],
        "sha256": tier_configuration(framework),
        "average": [_or_none(one) for one in average],
        "slopes": [_or_none(one) for one in slopes],
    }


def _scale(framework: Framework, models: pd.DataFrame, latest: Framework) -> tuple[Floats, Floats]:
    """Return points of the average agent and points a standard deviation, by dimension.

    The slope in use is the mean of the latter by base weight, so that it moves with the weights:
    hence one at a time.
    """
    dims = len(framework.dimensions)
    slopes = np.full(dims, np.nan)
    average = np.full(dims, np.nan)
    for place in range(dims):
        alone = framework.model_copy(
            update={
                "dimensions": tuple(
                    one.model_copy(update={"weight": _ALONE if at == place else 0.0})
                    for at, one in enumerate(framework.dimensions)
                )
            }
        )
        editions = Editions((alone, latest), (0, 1))
        scale = scale_by_row(editions, models, np.zeros(1, np.int64))
        if scale is not None:
            average = scale.average[0]
            slopes[place] = np.nan if np.isnan(average[place]) else scale.slope[0]
    return average, slopes


class _Beliefs:
    """Joint beliefs of everybody about the dimensions, before any target makes points of them."""

    def __init__(self, marts: Mapping[str, pd.DataFrame], framework: Framework) -> None:
        scores, pairs = marts["agent_scores"], marts["score_covariances"]
        keys: pd.Index[str] = pd.Index(framework.dimension_keys, dtype="string")
        agents = distinct(scores, "agent_id")
        width = max(len(agents), 1)
        agent, _ = codes(scores, "agent_id", agents)
        column, _ = codes(scores, "dimension", keys)
        month = months(scores)
        known = (column >= 0) & (agent >= 0) & (month >= 0)
        rows, row = np.unique(month[known] * width + agent[known], return_inverse=True)

        def spread(values: npt.NDArray[Any], blank: float) -> Floats:
            table = np.full((len(rows), len(keys)), blank)
            table[row, column[known]] = values[known]
            return table

        self.ability = spread(numbers(scores, "ability"), np.nan)
        self.variance = spread(numbers(scores, "ability_variance"), np.nan)
        n = np.nan_to_num(spread(numbers(scores, "n_evidence"), 0.0))
        enough = (scores["evidence_state"].astype("string") == "enough").fillna(False)
        state = spread(enough.to_numpy(dtype=bool), 0.0) > 0
        self.covariance = _pairs(pairs, agents, keys, rows)
        self.posterior = Posterior(
            agents,
            rows % width,
            rows // width,
            self.ability,
            np.zeros((len(rows), 0, 0)),
            n,
            state,
            np.asarray((~np.isnan(self.ability)).any(axis=0)),
        )

    def arrays(self) -> dict[str, Any]:
        """Return them packed; `state` has a bit for any evidence and one for enough."""
        posterior = self.posterior
        return {
            "agent": packed(posterior.agent, "i32"),
            "ability": packed(self.ability, "decimals"),
            "variance": packed(self.variance, "decimals"),
            "covariance": packed(self.covariance, "decimals"),
            "state": packed((posterior.n > 0) + 2 * posterior.enough, "u8"),
        }


def _pairs(frame: pd.DataFrame, agents: pd.Index, keys: pd.Index, rows: Ints) -> Floats:
    """Return covariances of the pairs of dimensions above the diagonal, shape (rows, pairs)."""
    size = len(keys)
    number = np.full((size, size), -1)
    for at, (one, other) in enumerate(combinations(range(size), 2)):
        number[one, other] = number[other, one] = at
    result = np.zeros((len(rows), size * (size - 1) // 2))
    if not len(rows) or not len(frame):
        return result
    agent, _ = codes(frame, "agent_id", agents)
    first, _ = codes(frame, "dimension", keys)
    second, _ = codes(frame, "other_dimension", keys)
    wanted = months(frame) * max(len(agents), 1) + agent
    place = np.searchsorted(rows, wanted).clip(max=len(rows) - 1)
    pair = np.where((first >= 0) & (second >= 0), number[first, second], -1)
    kept = (agent >= 0) & (pair >= 0) & (rows[place] == wanted)
    value = np.nan_to_num(numbers(frame, "ability_covariance"))
    result[place[kept], pair[kept]] = value[kept]
    return result


def _ability_means(posterior: Posterior) -> dict[int, list[float | None]]:
    """Return mean ability of the people with evidence, by month and dimension."""
    result: dict[int, list[float | None]] = {}
    for month in np.unique(posterior.month).tolist():
        here = posterior.month == month
        value, told = posterior.mean[here], posterior.n[here] > 0
        told &= ~np.isnan(value)
        total = np.where(told, value, 0.0).sum(axis=0)
        count = told.sum(axis=0)
        result[month] = [
            one / n if n else None for one, n in zip(total.tolist(), count.tolist(), strict=True)
        ]
    return result


def _importance(frame: pd.DataFrame, framework: Framework) -> dict[Any, dict[str, Any]]:
    """Return the shares of the outcomes that say enough, by month and outcome."""
    result: dict[Any, dict[str, Any]] = {}
    keys = framework.dimension_keys
    wanted = {one.key for one in framework.recalibration.outcomes}
    for group, rows in frame.assign(month=months(frame)).groupby(["month", "outcome"]):
        month, outcome = tuple(group)
        if outcome not in wanted or texts(rows, "state")[0] != ENOUGH:
            continue
        named = texts(rows, "dimension")
        share = dict(zip(named, numbers(rows, "importance").tolist(), strict=True))
        told = dict(zip(named, numbers(rows, "coefficient").tolist(), strict=True))
        result.setdefault(month, {})[str(outcome)] = {
            "share": [_or_none(share.get(key, np.nan)) for key in keys],
            "known": [_or_none(told.get(key, np.nan)) is not None for key in keys],
        }
    return result


def _demand(frame: pd.DataFrame, framework: Framework) -> dict[str, Any] | None:
    """Return what customers bring by month and dimension, before people's ability is set against.

    "untold" where no ratio says anything.
    """
    if not len(frame):
        return None
    month = months(frame)
    ratios = np.array([numbers(frame, f"{one}_ratio") for one in ("calls", "complaints")])
    told = ~np.isnan(ratios)
    load = np.where(told, np.log(np.where(told, ratios, 1.0)), 0.0).sum(axis=0)
    load = np.exp(load / np.maximum(told.sum(axis=0), 1))
    place = {key: at for at, key in enumerate(framework.dimension_keys)}
    table: dict[int, list[Any]] = {}
    cells = zip(
        month.tolist(), texts(frame, "dimension"), load.tolist(), told.any(axis=0), strict=True
    )
    for when, key, value, known in cells:
        if key in place:
            row = table.setdefault(when, [None] * len(place))
            row[place[key]] = value if known else "untold"
    return {
        "first": int(month.min()),
        "last": int(month.max()),
        "anchor_months": framework.anchor_months,
        "load": table,
    }


def _published_weights(frame: pd.DataFrame, framework: Framework) -> list[float | None]:
    """Return the published weights of the newest month; None for a dimension without."""
    month = months(frame)
    newest = frame[month == month.max(initial=0)]
    found = dict(zip(texts(newest, "dimension"), numbers(newest, "weight"), strict=True))
    return [_or_none(found.get(key, np.nan)) for key in framework.dimension_keys]


def _words(name: Any) -> dict[str, str]:
    return {"en": name.en, "zh": name.zh}


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
