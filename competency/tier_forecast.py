"""How many people will stand on each tier in three months, and whether such forecasts held.

The chain is `tier_chain`. Every past month with enough months before it is forecast again from what
was known of the ladder by then; where too few of the 90 % intervals held, intervals are widened by
a factor learned on earlier months only (split conformal: Lei et al. 2018, JASA 113, section 2.2).
More or less training than usual lifts abilities by what its courses are believed to do; from there
people move as those move who stand there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from competency.columns import Floats, Ints
from competency.frames import conform, empty
from competency.ladder_tables import LadderTables, read_ladder
from competency.tier_chain import Assumptions, Flow, draw_flow
from competency.training_lift import Lift, standing_shifts

MONTHS_AHEAD = 3
#: Changes from month to month it takes before anything is said.
LEAST_CHANGES = 3
DRAWS, SEED = 1000, 20_250_101
#: People a group needs for a forecast of its own.
SMALLEST_GROUP = 5
_CONFORMAL_FROM = 20  # outcomes it takes to learn how much to widen
_LEVELS = (80, 90)
SCENARIOS: Mapping[str, Assumptions] = {
    "as_now": Assumptions(),
    "hires_up": Assumptions(hires_factor=1.2),
    "no_hires": Assumptions(hires=0.0),
    "training_twice": Assumptions(training=2.0),
    "no_training": Assumptions(training=0.0),
}


def forecast_tiers(
    as_of: dt.date,
    ladder: pd.DataFrame,
    sites: Mapping[str, str | None] | None = None,
    scenarios: Mapping[str, Assumptions] = SCENARIOS,
    composites: pd.DataFrame | None = None,
    lift: Lift | None = None,
) -> pd.DataFrame:
    """Return the frame `forecast_tiers`: forecasts of the months ahead, and those of the past.

    Empty where there are too few months that are over, or nobody in the last of them.

    Args:
        as_of: last day seen; months not over by then are left out.
        ladder: agent_id, period, tier (null: none), prob_tier_1 and so on.
        sites: site by agent; those with too few people get no forecast of their own.
        scenarios: by name; the first is the one told by site and tried on the past. Those that
            change training are told only with both of what follows.
        composites: agent_id, period, std_error: how unsure the abilities are that tiers' chances
            were made from.
        lift: what training as usual gives.
    """
    seen = read_ladder(as_of, ladder, composites)
    if seen is None or seen.tiers.shape[1] <= LEAST_CHANGES or not (seen.tiers[:, -1] >= 0).any():
        return empty("forecast_tiers")
    first = next(iter(scenarios.values()))
    past, factor = _backtest(seen, first)
    everyone = np.arange(len(seen.agents))
    rows: list[dict[str, object]] = past
    for name, assumed in scenarios.items():
        extra = assumed.training - 1
        if extra and (lift is None or composites is None):
            continue
        told = {"kind": "forecast", "scenario": name, "lift": 0.0, "lift_error": 0.0}
        shifts = None
        if extra and lift is not None:
            shifts = standing_shifts(seen, lift, extra, MONTHS_AHEAD)
            told |= {"lift": extra * lift.mean, "lift_error": abs(extra) * lift.std_error}
        flow = _flow(seen, everyone, assumed, shifts=shifts)
        rows += _rows(seen, flow, everyone, factor, told)
    here = everyone[seen.tiers[:, -1] >= 0]
    groups: dict[str, list[int]] = {}
    for row in here.tolist():
        site = (sites or {}).get(seen.agents[row])
        if site is not None:
            groups.setdefault(site, []).append(row)
    for site, members in sorted(groups.items()):
        if len(members) < SMALLEST_GROUP or len(groups) == 1:
            continue
        start = np.array(members)
        flow = _flow(seen, start, first, len(start) / len(here))
        name = next(iter(scenarios))
        told = {"kind": "forecast", "scenario": name, "site": site, "lift": 0.0, "lift_error": 0.0}
        rows += _rows(seen, flow, start, factor, told)
    return conform(
        pd.DataFrame(rows).reindex(columns=list(empty("forecast_tiers"))), "forecast_tiers"
    )


def _flow(
    seen: LadderTables,
    start: Ints,
    assumed: Assumptions,
    share: float = 1.0,
    shifts: Floats | None = None,
) -> tuple[Flow, Flow]:
    return draw_flow(
        seen.tiers,
        seen.standings,
        start,
        seen.top,
        MONTHS_AHEAD,
        DRAWS,
        SEED,
        assumed,
        share,
        shifts,
    )


def _quantities(flow: Flow, month: int) -> dict[str, Floats]:
    people = flow.people[:, month]
    moved = {"up": flow.up, "down": flow.down, "joined": flow.joined, "gone": flow.gone}
    return {
        **{f"tier_{tier}": people[:, tier] for tier in range(people.shape[1])},
        "people": people.sum(axis=1),
        **{key: value[:, month] for key, value in moved.items()},
    }


def _rows(
    seen: LadderTables,
    flow: tuple[Flow, Flow],
    start: Ints,
    factor: float,
    told: Mapping[str, object],
) -> list[dict[str, object]]:
    drawn, expected = flow
    origin = seen.months[-1]
    unchanged = _counted(seen.tiers[start], len(seen.months) - 1)
    rows: list[dict[str, object]] = []
    for month in range(MONTHS_AHEAD):
        means = _quantities(expected, month)
        for key, counts in _quantities(drawn, month).items():
            rows.append(
                {
                    **told,
                    "origin": _day(origin),
                    "period": _day(origin + month + 1),
                    "horizon": month + 1,
                    "measure": key,
                    "unchanged": unchanged.get(key, 0),
                    "widened_by": factor,
                    "expected": float(means[key].mean()),
                    **_interval(counts, factor),
                }
            )
    return rows


def _interval(drawn: Floats, factor: float) -> dict[str, float]:
    middle = float(np.median(drawn))
    result = {}
    for level in _LEVELS:
        tail = (100 - level) / 200
        low, high = np.quantile(drawn, [tail, 1 - tail], method="inverted_cdf")
        result[f"lower_{level}"] = max(0.0, np.floor(middle - factor * (middle - low)))
        result[f"upper_{level}"] = float(np.ceil(middle + factor * (high - middle)))
    return result


def _counted(tiers: Ints, month: int) -> dict[str, int]:
    """What is known of a month: people by tier and in all; moves since the month before."""
    now = tiers[:, month]
    result = {
        f"tier_{tier}": int((now == tier).sum()) for tier in range(int(tiers.max(initial=0)) + 1)
    }
    result["people"] = int((now >= 0).sum())
    if month:
        old = tiers[:, month - 1]
        both = (old > 0) & (now > 0)
        result["up"] = int((both & (now > old)).sum())
        result["down"] = int((both & (now < old)).sum())
        result["joined"] = int(((old < 0) & (now >= 0)).sum())
        result["gone"] = int(((old >= 0) & (now < 0)).sum())
    return result


def _backtest(seen: LadderTables, assumed: Assumptions) -> tuple[list[dict[str, object]], float]:
    """Forecast past months from what was known by then; and the factor for the months ahead."""
    rows: list[dict[str, object]] = []
    scores: list[tuple[int, float]] = []  # month known, error in half-widths
    everyone = np.arange(len(seen.agents))
    first = seen.months[0]
    for known in range(LEAST_CHANGES + 1, len(seen.months)):
        then = seen.until(known)
        if not (then.tiers[:, -1] >= 0).any():
            continue
        factor = _factor([score for month, score in scores if month <= then.months[-1]])
        flow = _flow(then, everyone, assumed)
        plain = _rows(then, flow, everyone, 1.0, {"kind": "backtest"})
        widened = _rows(then, flow, everyone, factor, {"kind": "backtest"})
        for raw, row in zip(plain, widened, strict=True):
            month = then.months[-1] + int(str(row["horizon"]))
            if month > seen.months[-1]:
                continue
            actual = _counted(seen.tiers, month - first).get(str(row["measure"]), 0)
            rows.append({**row, "actual": actual})
            scores.append((month, _score(raw, actual)))
    return rows, _factor([score for _, score in scores])


def _score(row: Mapping[str, object], actual: float) -> float:
    """How far outside the plain 90 % interval, in its half-widths; 1 on its edge."""
    low, high, expected = (float(str(row[key])) for key in ("lower_90", "upper_90", "expected"))
    if low <= actual <= high:
        return 0.0
    half = max(high - expected if actual > expected else expected - low, 0.5)
    return abs(actual - expected) / half


def _factor(scores: Sequence[float]) -> float:
    if len(scores) < _CONFORMAL_FROM:
        return 1.0
    rank = min(int(np.ceil(0.9 * (len(scores) + 1))), len(scores)) - 1
    return float(max(1.0, np.sort(np.array(scores))[rank]))


def _day(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)
