"""Tiers as published, packed for a browser: those of this result, and those on record."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from assets.report.tuning_packing import packed
from competency.columns import codes, distinct, months, numbers
from competency.decided import TIER
from competency.posterior import Posterior
from competency.tier_gates import rows_of


def published_arrays(marts: Mapping[str, pd.DataFrame], posterior: Posterior) -> dict[str, Any]:
    """Return tiers and composites as published, by row; tier 0 for none, 255 for no row at all."""
    ladder, composites = marts["agent_ladder"], marts["agent_composites"]
    tier = np.full(len(posterior.agent), 255)
    row = rows_of(posterior, ladder)
    tier[row[row >= 0]] = np.nan_to_num(numbers(ladder, "tier"))[row >= 0]
    level = np.full(len(posterior.agent), np.nan)
    row = rows_of(posterior, composites)
    level[row[row >= 0]] = numbers(composites, "composite")[row >= 0]
    return {
        "published_tier": packed(tier, "u8"),
        "published_composite": packed(level, "decimals"),
    }


def _on_record(marts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the tiers of `month_records` that stand; no rows where the result has none."""
    records = marts.get("month_records")
    if records is None:
        return pd.DataFrame({"agent_id": [], "period": [], "value": [], "config_sha256": []})
    stands = (records["measure"].astype("string") == TIER) & ~records["is_provisional"].astype(bool)
    return records[stands.to_numpy(dtype=bool)]


def recorded(marts: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return the configurations that tiers are on record under."""
    return distinct(_on_record(marts), "config_sha256").tolist()


def record_arrays(marts: Mapping[str, pd.DataFrame], posterior: Posterior) -> dict[str, Any]:
    """Return tiers on record, one place a person, month and configuration; tier 0 for none."""
    records = _on_record(marts)
    agent, _ = codes(records, "agent_id", posterior.agents)
    known: pd.Index[str] = pd.Index(recorded(marts), dtype="string")
    configuration, _ = codes(records, "config_sha256", known)
    kept = agent >= 0
    return {
        "record_agent": packed(agent[kept], "i32"),
        "record_month": packed(months(records)[kept], "i32"),
        "record_tier": packed(np.nan_to_num(numbers(records, "value"))[kept], "u8"),
        "record_configuration": packed(configuration[kept], "i16"),
    }
