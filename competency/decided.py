"""Tiers on record: what was published of a month that is over stands, and the walk goes on from it.

The record is the mart `month_records`. It holds for a month as long as the month is placed by the
configuration it was published under, told by what of it has a part in tiers.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Ints, codes, months, numbers, require, texts
from competency.editions import Editions, editions_of
from competency.framework import Framework
from competency.what_if_keys import with_effect

#: Of a record, the tier; 0 or null for a month without one.
TIER = "tier"
#: Sections of a configuration that have a part in tiers. The others plan paths, guard or describe.
_SECTIONS = frozenset(
    {
        "anchor_months", "closure_hours", "critical_fail_below", "dimensions",
        "first_response_seconds", "indicators", "ladder", "layers", "promoter_from",
        "recalibration", "repeat_contact_days", "satisfied_from", "scoring", "time_zone",
        "window_months",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Decided:
    """Decisions that stand: arrays of one shape.

    agent: place in the posterior's agents. month: as `columns.months` counts. tier: 0 for none.
    """

    agent: Ints
    month: Ints
    tier: Ints


def tier_configuration(framework: Framework) -> str:
    """Return the SHA-256 of everything in a configuration that has a part in tiers.

    Names, guards and the rules of paths have none: changing them reopens no month.

    >>> from competency.loading import load_framework
    >>> shipped = load_framework()
    >>> renamed = shipped.model_copy(update={"name": "ours"})
    >>> stricter = shipped.model_copy(update={"satisfied_from": 5})
    >>> [tier_configuration(one) == tier_configuration(shipped) for one in (renamed, stricter)]
    [True, False]
    """
    told = {
        key: value
        for key, value in with_effect(framework).items()
        if key.partition(".")[0] in _SECTIONS
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def configurations(framework: Framework | Editions, month: Ints) -> list[str]:
    """Return the `tier_configuration` each month is placed by."""
    editions = editions_of(framework)
    each = [tier_configuration(one) for one in editions.frameworks]
    return [each[place] for place in editions.number(month).tolist()]


def standing_records(records: pd.DataFrame, framework: Framework | Editions) -> pd.DataFrame:
    """Return the rows of `month_records` with a tier that stands under these configurations.

    Args:
        records: agent_id, period, measure, value, config_sha256.
        framework: resolved framework, or editions of it.
    """
    require(records, "month_records", ("agent_id", "period", "measure", "value", "config_sha256"))
    tiers = records[(records["measure"].astype("string") == TIER).to_numpy(dtype=bool)]
    month = months(tiers)
    of_month = dict(zip(found := np.unique(month), configurations(framework, found), strict=True))
    wanted = [of_month[one] for one in month.tolist()]
    same = [one == other for one, other in zip(texts(tiers, "config_sha256"), wanted, strict=True)]
    return tiers[np.array(same, dtype=bool)]


def decided(
    records: pd.DataFrame, framework: Framework | Editions, agents: pd.Index[str]
) -> Decided:
    """Return what stands of the people in `agents`, also in months they have no evidence in.

    Args:
        records: see `standing_records`.
        framework: resolved framework, or editions of it.
        agents: of the posterior.
    """
    rows = standing_records(records, framework)
    agent, _ = codes(rows, "agent_id", agents)
    tier = np.nan_to_num(numbers(rows, "value")).astype(np.int64)
    kept = agent >= 0
    return Decided(agent[kept], months(rows)[kept], tier[kept])
