"""The backtest as plain figures: what `--json` prints and the page is written from."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from assets.backtest.reading import Published
from assets.backtest.words import reason
from assets.published_result import ResultError
from assets.what_if.reading import read_result
from competency.backtest import ALL, Foretold, foretell
from competency.composite import compose
from competency.frames import empty
from competency.framework import Framework
from competency.posterior import read_posterior
from competency.resampling import Estimate
from competency.tier_stability import Stability, tier_stability
from competency.what_if import recompute
from competency.what_if_keys import differences, shown_by

PUBLISHED, BASE, EQUAL, CONFIG = "published", "base", "equal", "config"


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """The months recomputed as if another configuration had been in force throughout.

    composites, ladder, weights: as the marts of these names, of all months.
    run_only: changed keys that only a run can show; here they are as published.
    """

    name: str
    composites: pd.DataFrame
    ladder: pd.DataFrame
    weights: pd.DataFrame
    run_only: tuple[str, ...] = ()


def propose(out: Path, published: Published, framework: Framework, name: str) -> Proposed:
    """Apply a configuration to the published result, as the what-if does; paths are not asked for.

    Raises:
        ResultError: the result does not hold what it takes, or another was published meanwhile.
    """
    try:
        held = read_result(out)
    except ResultError as error:
        raise ResultError(str(error)) from error
    if held.run["run_id"] != published.run["run_id"]:
        raise ResultError(f"a run has published to {out} meanwhile; ask again")
    if not len(held.published.indicator_models):
        raise ResultError("the published result has no evidence: nothing would change")
    applied = shown_by(held.framework, framework)
    after = recompute(applied, held.published, paths=False)
    changes = differences(held.framework, framework)
    return Proposed(
        name=name,
        composites=after.composites,
        ladder=after.ladder,
        weights=after.weights,
        run_only=tuple(one.key for one in changes if one.effect == "run"),
    )


def build_backtest(published: Published, proposed: Proposed | None = None) -> dict[str, Any]:
    """Stability of the tiers, what the composites foretell, and the weights of the months.

    Args:
        published: the last months and the one before.
        proposed: the same under another configuration.
    """
    months = published.months[1:] or published.months
    rules = published.framework.recalibration
    shares = {one.key: one.weight for one in rules.outcomes}
    names = {one.key: one.name for one in rules.outcomes}
    found = foretell(
        _composites(published, proposed), published.outcomes, shares, rules.minimum_agents
    )
    ladders = {PUBLISHED: published.ladder, **({CONFIG: proposed.ladder} if proposed else {})}
    return {
        "run": {
            key: published.run.get(key) for key in ("run_id", "as_of", "code_version", "config")
        },
        "config": proposed and proposed.name,
        "takes_effect_with_a_run": list(proposed.run_only) if proposed else [],
        "months": [one.isoformat() for one in months],
        "minimum_agents": rules.minimum_agents,
        "stability": {
            key: _stability(tier_stability(ladder, len(months))) for key, ladder in ladders.items()
        },
        "foretelling": [
            {
                "outcome": one.outcome,
                "name_en": names[one.outcome].en if one.outcome in names else "together",
                "name_zh": names[one.outcome].zh if one.outcome in names else "合计",
                "share": 1.0 if one.outcome == ALL else shares[one.outcome],
                **_foretold(one, rules.minimum_agents),
            }
            for one in found
        ],
        "weights": _weights(published, proposed),
    }


def _composites(published: Published, proposed: Proposed | None) -> dict[str, pd.DataFrame]:
    """The composites of the months under every weighting; the scores are the same."""
    framework, weights = published.framework, published.weights
    # Errors of composites are not asked for, so covariances are not read.
    posterior = read_posterior(framework, published.scores, empty("score_covariances"))
    given = {
        PUBLISHED: weights["weight"],
        BASE: weights["base_weight"],
        EQUAL: pd.Series(1 / len(framework.dimensions), index=weights.index),
    }
    made = {
        key: compose(framework, posterior, weights.assign(weight=weight))
        for key, weight in given.items()
    }
    if proposed:
        made[CONFIG] = _of_months(published, proposed.composites)
    return made


def _of_months(published: Published, frame: pd.DataFrame) -> pd.DataFrame:
    return frame[pd.to_datetime(frame["period"]).isin(pd.to_datetime(list(published.months)))]


def _stability(one: Stability) -> dict[str, Any]:
    return {
        "agents": one.agents,
        "agent_years": round(one.agent_years, 4),
        "promotions": one.promotions,
        "demotions": one.demotions,
        **{key: _estimate(getattr(one, key)) for key in ("changes", "reversals", "unmoved")},
    }


def _foretold(one: Foretold, minimum: int) -> dict[str, Any]:
    why = reason(one.correlations[PUBLISHED].state, minimum)
    return {
        "agents": one.agents,
        "months": one.months,
        "ceiling": _number(one.ceiling),
        "reason_en": why and why.en,
        "reason_zh": why and why.zh,
        "correlations": {key: _estimate(value) for key, value in one.correlations.items()},
        "differences": {key: _estimate(value) for key, value in one.differences.items()},
    }


def _estimate(one: Estimate) -> dict[str, Any]:
    figures = {key: _number(getattr(one, key)) for key in ("value", "lower", "upper")}
    return {**figures, "state": one.state}


def _number(value: float) -> float | None:
    return round(float(value), 6) + 0.0 if math.isfinite(value) else None


def _weights(published: Published, proposed: Proposed | None) -> list[dict[str, Any]]:
    keys = ["period", "dimension"]
    frame = published.weights.assign(period=pd.to_datetime(published.weights["period"]))
    if proposed:
        other = proposed.weights[[*keys, "weight"]].rename(columns={"weight": "config_weight"})
        other = other.assign(period=pd.to_datetime(other["period"]))
        frame = frame.merge(other, on=keys, how="left")
    order = {key: place for place, key in enumerate(published.framework.dimension_keys)}
    frame = frame.sort_values(
        keys, key=lambda column: column.map(order) if column.name == "dimension" else column
    )
    columns = ["base_weight", "weight", *(["config_weight"] if proposed else [])]
    names = {one.key: one.name for one in published.framework.dimensions}
    return [
        {
            "period": row["period"].date().isoformat(),
            "dimension": row["dimension"],
            "name_en": names[row["dimension"]].en,
            "name_zh": names[row["dimension"]].zh,
            **{column: _number(row[column]) for column in columns},
        }
        for row in frame.to_dict("records")
        if row["dimension"] in names
    ]
