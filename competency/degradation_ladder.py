"""What degradation does to the ladder: the freeze, and words for who has no tier for want of data.

What stands is handed to the walk as a record, as `decided` does with months that are over.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from competency.columns import month_starts, months, require
from competency.config_types import Text
from competency.decided import TIER, configurations
from competency.editions import Editions, editions_of
from competency.framework import Framework

FROZEN = "frozen"


def frozen_records(
    records: pd.DataFrame,
    before: pd.DataFrame,
    agent_months: pd.DataFrame,
    framework: Framework | Editions,
) -> pd.DataFrame:
    """Return `month_records` of tiers with those of the last result added, and the months since.

    Months that are not settled stay as they were published last. Who is not in the last result has
    no tier until the freeze is over.

    Args:
        records: mart `month_records`; agent_id, period, measure, value, config_sha256.
        before: frame `agent_ladder` of the last result; agent_id, period, tier.
        agent_months: agent_id, period; the months of this run.
        framework: resolved framework, or editions of it.
    """
    require(before, "agent_ladder", ("agent_id", "period", "tier"))
    if not len(before) or not len(agent_months):
        return records
    month = months(before)
    last = int(month.max())
    standing = before[month == last].set_index("agent_id")["tier"]
    published = before[month < last]
    settled = pd.DataFrame(
        {
            "agent_id": published["agent_id"].to_numpy(dtype=object),
            "period": month_starts(month[month < last]),
            "measure": TIER,
            "value": published["tier"].to_numpy(dtype=np.float64, na_value=np.nan),
            "config_sha256": np.array(
                configurations(editions_of(framework), month[month < last]), dtype=object
            ),
        }
    )
    agents = pd.Index(agent_months["agent_id"].unique()).union(standing.index)
    since = np.arange(last, max(int(months(agent_months).max()), last) + 1)
    frozen = pd.DataFrame(
        {
            "agent_id": np.repeat(agents.to_numpy(dtype=object), len(since)),
            "period": np.tile(month_starts(since), len(agents)),
            "measure": TIER,
            "value": np.repeat(
                standing.reindex(agents).to_numpy(dtype=np.float64, na_value=np.nan), len(since)
            ),
            "config_sha256": np.tile(
                np.array(configurations(editions_of(framework), since), dtype=object), len(agents)
            ),
        }
    )
    earlier = records[months(records) < last] if len(records) else records
    # Where both are there, the record counts: it stands for longer.
    parts = [one for one in (settled, earlier, frozen) if len(one)]
    return pd.concat(parts, ignore_index=True).drop_duplicates(
        ["agent_id", "period", "config_sha256"], keep="last", ignore_index=True
    )


def tell_freeze(placed: pd.DataFrame, before: pd.DataFrame, words: Text) -> pd.DataFrame:
    """Return a frame of places in which the freeze is what holds people, in the months it rules.

    Those are the last one and all that the last result did not have.

    Args:
        placed: frame `agent_ladder` or one with its columns.
        before: as for `frozen_records`.
        words: why it is frozen.
    """
    if not len(before) or not len(placed):
        return placed
    month = months(placed)
    frozen = (month > int(months(before).max())) | (month == month.max())
    return placed.assign(
        blocked_by=placed["blocked_by"].mask(frozen, FROZEN),
        blocked_by_text=placed["blocked_by_text"].mask(frozen, words.en),
        blocked_by_text_zh=placed["blocked_by_text_zh"].mask(frozen, words.zh),
    )


def tell_loss(placed: pd.DataFrame, words: Text) -> pd.DataFrame:
    """Return a frame of places in which who has no tier in the last month is told what is missing.

    Args:
        placed: frame `agent_ladder` or one with its columns, of a run that has lost too much.
        words: see `degradation.LostWeight.words`.
    """
    if not len(placed):
        return placed
    month = months(placed)
    told = (month == month.max()) & placed["tier"].isna().to_numpy(dtype=bool)
    return placed.assign(
        blocked_by_text=placed["blocked_by_text"].mask(told, words.en),
        blocked_by_text_zh=placed["blocked_by_text_zh"].mask(told, words.zh),
    )
