"""Who stands elsewhere under a changed configuration: people with their reason, tiers, teams."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Floats, month_starts, months, numbers, texts
from competency.composite import known_weight, monthly_weights
from competency.editions import Editions, editions_of
from competency.frames import DIGITS
from competency.framework import Framework
from competency.obstacles import ON_RECORD
from competency.path_words import Words
from competency.posterior import Posterior
from competency.tier_evidence import tier_evidence
from competency.tier_gates import rows_of
from competency.what_if_reasons import Stand, reason


@dataclass(frozen=True, kw_only=True)
class Side:
    """Everything of one configuration, before or after; frames by agent and month.

    ladder: agent_id, period, team_id, tier, seniority, blocked_by.
    obstacles: says what stands in the way of the agents and months (agent_id, period) it is given.
    """

    framework: Framework | Editions
    posterior: Posterior
    weights: pd.DataFrame
    composites: pd.DataFrame
    ladder: pd.DataFrame
    obstacles: Callable[[pd.DataFrame], list[Words | None]]


#: Columns of `standing`.
STANDING = ("agent_id", "team_id", "seniority", "tier_before", "tier_after", "composite_before",
            "composite_after")  # fmt: skip


def standing(before: Side, after: Side) -> pd.DataFrame:
    """Return one row an agent of the latest month, with STANDING; tier 0 for none."""
    tiers = {name: _latest(side.ladder) for name, side in _named(before, after)}
    result = pd.DataFrame(
        {
            "agent_id": pd.Series(texts(tiers["after"], "agent_id"), dtype=object),
            "team_id": pd.Series(texts(tiers["after"], "team_id"), dtype=object),
            "seniority": pd.Series(texts(tiers["after"], "seniority"), dtype=object),
        }
    )
    for name, frame in tiers.items():
        tier = pd.Series(np.nan_to_num(numbers(frame, "tier")), texts(frame, "agent_id"))
        result[f"tier_{name}"] = tier.reindex(result["agent_id"]).fillna(0).to_numpy(np.int64)
    for name, side in _named(before, after):
        newest = _latest(side.composites)
        level = pd.Series(numbers(newest, "composite"), texts(newest, "agent_id"), dtype=float)
        result[f"composite_{name}"] = level.reindex(result["agent_id"]).to_numpy()
    return result


def people_moved(before: Side, after: Side) -> pd.DataFrame:
    """Return agent_id, since, reason, reason_zh of everybody who ends on another tier.

    `since` is the first of the months up to the latest in which the tiers differ; the reason is of
    that month, where the ways part.
    """
    ends = standing(before, after)
    moved = ends.loc[ends["tier_before"] != ends["tier_after"], "agent_id"]
    old, new = (_tiers(side.ladder, set(moved)) for side in (before, after))
    both = old.merge(new, on=["agent_id", "period"], suffixes=("_before", "_after"))
    both = both.sort_values(["agent_id", "period"], ignore_index=True)
    same = (both["tier_before"] == both["tier_after"]).to_numpy()
    # The start of the last run of months that differ: counted from the end, nothing is the same.
    agent = both["agent_id"].to_numpy()
    left = pd.Series(same[::-1]).groupby(agent[::-1], sort=False).cumsum().to_numpy()[::-1]
    parted = both[left == 0].groupby("agent_id", sort=True).head(1).reset_index(drop=True)
    stands = [_stand(side, parted, name) for name, side in _named(before, after)]
    words = [reason(stands[0], stands[1], row) for row in range(len(parted))]
    return pd.DataFrame(
        {
            "agent_id": parted["agent_id"],
            "since": parted["period"],
            "reason": pd.Series([one.en for one in words], dtype="string"),
            "reason_zh": pd.Series([one.zh for one in words], dtype="string"),
        }
    )


def _named(before: Side, after: Side) -> tuple[tuple[str, Side], tuple[str, Side]]:
    return ("before", before), ("after", after)


def _latest(frame: pd.DataFrame) -> pd.DataFrame:
    month = months(frame)
    newest: pd.DataFrame = frame[month == month.max(initial=0)]
    return newest


def _tiers(ladder: pd.DataFrame, agents: set[str]) -> pd.DataFrame:
    """Return agent_id, period and tier (0: none) of some agents in all months."""
    mine = ladder[ladder["agent_id"].isin(agents)]
    return pd.DataFrame(
        {
            "agent_id": pd.Series(texts(mine, "agent_id"), dtype=object),
            "period": month_starts(months(mine)),
            "tier": np.nan_to_num(numbers(mine, "tier")).astype(np.int64),
        }
    )


def _stand(side: Side, rows: pd.DataFrame, name: str) -> Stand:
    part = side.posterior.take(rows_of(side.posterior, rows))
    latest = editions_of(side.framework).latest
    weight = monthly_weights(latest, side.weights, part.month)
    return Stand(
        latest,
        tier_evidence(side.framework, part, side.weights),
        rows[f"tier_{name}"].tolist(),
        known_weight(part, weight).tolist(),
        side.obstacles(rows),
        _on_record(side.ladder, rows),
    )


def _on_record(ladder: pd.DataFrame, rows: pd.DataFrame) -> list[bool]:
    """Tell which agents and months stand on a tier on record that the rule would not give."""
    mine = ladder[(ladder["blocked_by"] == ON_RECORD).fillna(False).to_numpy(dtype=bool)]
    kept = set(zip(texts(mine, "agent_id"), months(mine).tolist(), strict=True))
    wanted = zip(texts(rows, "agent_id"), months(rows).tolist(), strict=True)
    return [one in kept for one in wanted]


def tier_counts(standing: pd.DataFrame, tiers: int) -> dict[str, list[int]]:
    """Count people by tier, 0 for none first; lists of `tiers` + 1 numbers, before and after."""
    return {
        name: np.bincount(standing[f"tier_{name}"], minlength=tiers + 1).tolist()
        for name in ("before", "after")
    }


def teams_touched(standing: pd.DataFrame) -> pd.DataFrame:
    """Return team_id, agents, up, down, moved, composite_change; most moved first.

    Gaining or losing a tier altogether is a move, neither up nor down.
    """
    old, new = standing["tier_before"], standing["tier_after"]
    both = (old > 0) & (new > 0)
    frame = pd.DataFrame(
        {
            "team_id": standing["team_id"],
            "agents": 1,
            "up": (both & (new > old)).astype(int),
            "down": (both & (new < old)).astype(int),
            "moved": (new != old).astype(int),
            "composite_change": standing["composite_after"] - standing["composite_before"],
        }
    )
    teams = frame.groupby("team_id", as_index=False, dropna=True).agg(
        {"agents": "sum", "up": "sum", "down": "sum", "moved": "sum", "composite_change": "mean"}
    )
    share = teams["moved"] / teams["agents"]
    order = np.lexsort((teams["team_id"], -teams["composite_change"].abs(), -share))
    return teams.iloc[order].reset_index(drop=True)


def weights_beside(before: pd.DataFrame, after: pd.DataFrame, framework: Framework) -> Floats:
    """Return the weights of the latest month, shape (dimensions, 2): before and after."""
    result = np.full((len(framework.dimensions), 2), np.nan)
    for column, frame in enumerate((before, after)):
        month = months(frame)
        newest = frame[month == month.max(initial=0)]
        found = dict(zip(texts(newest, "dimension"), numbers(newest, "weight"), strict=True))
        result[:, column] = [found.get(key, np.nan) for key in framework.dimension_keys]
    return result.round(DIGITS)
