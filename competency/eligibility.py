"""Who a published result puts on a list for promotion or pay, and who cannot be assessed.

A list decides nothing: each line waits for a named person. What locks it is `eligibility_checks`
and, beside the result, appeals and their time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Literal

import numpy as np
import pandas as pd

from competency.columns import months, numbers, require, texts
from competency.config_types import Text
from competency.errors import CompetencyError

State = Literal["eligible", "not_met", "not_assessable"]
COLUMNS = ("agent_id", "state", "reason", "tier", "months_held")
#: Why somebody cannot be assessed, or does not meet the rule.
REASONS: Mapping[str, Text] = {
    "meets": Text(en="meets the rule", zh="符合规则"),
    "no_evidence": Text(en="no evidence in that month", zh="当月没有证据"),
    "no_tier": Text(en="too little evidence for a tier", zh="证据不足，未定级"),
    "thin_evidence": Text(
        en="too little of the weight has enough evidence", zh="证据充分的维度权重不足"
    ),
    "restated": Text(
        en="the tier published for that month is not the one it has now",
        zh="该月已发布的等级与现等级不一致",
    ),
    "appeal_open": Text(en="an appeal is open", zh="申诉待处理"),
    "below_tier": Text(en="below the tier asked for", zh="未达到要求的等级"),
    "too_short": Text(en="not long enough on the tier", zh="在级时间不足"),
}


def assess(
    tier: int,
    months_asked: int,
    known_weight_asked: float,
    *,
    period: dt.date,
    ladder: pd.DataFrame,
    composites: pd.DataFrame,
    published: pd.DataFrame,
    at_work: Collection[str],
    appealing: Collection[str] = (),
) -> pd.DataFrame:
    """Assess everybody at work by one month of a published result.

    Args:
        tier: tier asked for, from 1.
        months_asked: months in a row, up to that month, on it or higher.
        known_weight_asked: share of the weight with enough evidence to be assessed.
        period: first day of the month.
        ladder: agent_id, period, tier (missing: none), of that month and those before.
        composites: agent_id, period, known_weight.
        published: agent_id, tier as first published for that month.
        at_work: agents on the roster who have not left.
        appealing: agents with an open appeal against what the rule looks at.

    Returns:
        COLUMNS, one row an agent, sorted; `reason` is a key of REASONS. An open appeal keeps
        somebody from being told that they do not meet the rule; who meets it stays on the list.

    Raises:
        CompetencyError: a column is missing.

    >>> month = pd.Timestamp("2026-03-01")
    >>> ladder = pd.DataFrame({"agent_id": ["A", "B"], "period": month, "tier": [4, 3]})
    >>> composites = pd.DataFrame(
    ...     {"agent_id": ["A", "B"], "period": month, "known_weight": [1.0, 1.0]}
    ... )
    >>> found = assess(4, 1, 0.8, period=month.date(), ladder=ladder, composites=composites,
    ...                published=ladder, at_work=["A", "B", "C"])
    >>> found[["agent_id", "state", "reason"]].to_numpy().tolist()  # doctest: +NORMALIZE_WHITESPACE
    [['A', 'eligible', 'meets'], ['B', 'not_met', 'below_tier'],
     ['C', 'not_assessable', 'no_evidence']]
    """
    month = period.year * 12 + period.month - 1
    held = _tiers(ladder, month)
    known = _of_month(composites, "agent_composites", "known_weight", month)
    first = dict(zip(_ids(published, "month_records"), numbers(published, "tier"), strict=True))
    rows = []
    for agent in sorted(at_work):
        of_agent = held.get(agent, {})
        now = of_agent.get(month, np.nan)
        months_held = 0
        while of_agent.get(month - months_held, np.nan) >= tier:
            months_held += 1
        reason = "meets"
        if month not in of_agent:
            reason = "no_evidence"
        elif np.isnan(now):
            reason = "no_tier"
        elif not known.get(agent, np.nan) >= known_weight_asked - 1e-9:
            reason = "thin_evidence"
        elif first.get(agent) != now:
            reason = "restated"
        elif months_held < max(months_asked, 1):
            reason = "too_short" if now >= tier else "below_tier"
            reason = "appeal_open" if agent in appealing else reason
        rows.append((agent, state_of(reason), reason, now, months_held))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"tier": "Int64"})


def state_of(reason: str) -> State:
    """Return the state that a reason leads to.

    >>> state_of("appeal_open")
    'not_assessable'
    """
    if reason not in REASONS:
        raise CompetencyError(f"{reason!r} is no reason; known: {', '.join(REASONS)}.")
    if reason == "meets":
        return "eligible"
    return "not_met" if reason in ("below_tier", "too_short") else "not_assessable"


def _tiers(ladder: pd.DataFrame, month: int) -> dict[str, dict[int, float]]:
    """Tiers by agent and month number, up to a month."""
    found: dict[str, dict[int, float]] = {}
    columns = _ids(ladder, "agent_ladder"), months(ladder), numbers(ladder, "tier")
    for agent, when, tier in zip(*columns, strict=True):
        if when <= month:
            found.setdefault(agent, {})[int(when)] = float(tier)
    return found


def _of_month(frame: pd.DataFrame, what: str, column: str, month: int) -> dict[str, float]:
    here = frame[months(frame) == month]
    return dict(zip(_ids(here, what), numbers(here, column).tolist(), strict=True))


def _ids(frame: pd.DataFrame, what: str) -> list[str]:
    require(frame, what, ("agent_id",))
    return [one or "" for one in texts(frame, "agent_id")]
