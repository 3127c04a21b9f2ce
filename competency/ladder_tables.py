"""The ladder of the months that are over as tables of people by months."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import ndtri

from competency.columns import Floats, Ints, months, numbers, require, texts
from competency.tier_chain import ABSENT, standing


@dataclass(frozen=True)
class LadderTables:
    """The ladder as tables, shape (agents, months); months are counted from year 0.

    `reach`: normal quantile of the chance of tier 2 and above, 3 and above, ..., shape (agents,
    months, tiers - 1); `spread`: standard error of the ability, NaN where it is not known.
    """

    agents: list[str]
    months: list[int]
    tiers: Ints
    standings: Ints
    reach: Floats
    spread: Floats
    top: int

    def until(self, month: int) -> LadderTables:
        """What was there after so many months."""
        return replace(
            self,
            months=self.months[:month],
            tiers=self.tiers[:, :month],
            standings=self.standings[:, :month],
            reach=self.reach[:, :month],
            spread=self.spread[:, :month],
        )


def read_ladder(
    as_of: dt.date, ladder: pd.DataFrame, composites: pd.DataFrame | None = None
) -> LadderTables | None:
    """Return the months that are over; None: there is none.

    Args:
        as_of: last day seen.
        ladder: agent_id, period, tier (null: none), prob_tier_1 and so on.
        composites: agent_id, period, std_error: how unsure the abilities are that the chances of
            tiers were made from; None: not known.
    """
    require(ladder, "ladder", ("agent_id", "period", "tier"))
    period = pd.to_datetime(ladder["period"])
    over = (period + pd.offsets.MonthEnd(0)).dt.date <= as_of
    frame = ladder[over]
    if frame.empty:
        return None
    period = period[over]
    month = months(frame)
    agents, row = np.unique(np.array(texts(frame, "agent_id"), dtype=object), return_inverse=True)
    tier: Ints = np.nan_to_num(numbers(frame, "tier")).astype(np.int64)
    names = sorted(str(one) for one in frame if str(one).startswith("prob_tier_"))
    chances = frame[names].astype("float64").to_numpy()
    first, size = int(month.min()), int(month.max() - month.min()) + 1
    tiers = np.full((len(agents), size), ABSENT, np.int64)
    stands = np.ones_like(tiers)
    tiers[row, month - first] = tier
    stands[row, month - first] = standing(tier, chances)
    at_least = np.cumsum(chances[:, ::-1], axis=1)[:, ::-1][:, 1:]
    reach = np.full((*tiers.shape, at_least.shape[1]), np.nan)
    reach[row, month - first] = ndtri(np.clip(at_least, 1e-12, 1 - 1e-12))
    spread = np.full(tiers.shape, np.nan)
    if composites is not None:
        keys = pd.MultiIndex.from_arrays([frame["agent_id"].astype("str"), period])
        known = composites.set_index(
            [composites["agent_id"].astype("str"), pd.to_datetime(composites["period"])]
        )["std_error"]
        spread[row, month - first] = known.reindex(keys).to_numpy(dtype=float)
    top = max(len(names), int(tiers.max()), 1)
    return LadderTables(
        [str(one) for one in agents],
        list(range(first, first + size)),
        tiers,
        stands,
        reach,
        spread,
        top,
    )
