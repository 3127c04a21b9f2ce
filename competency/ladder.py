"""Places every agent on the ladder, month after month.

What each tier asks and how likely it is met: `tier_evidence`. Words for what is in the way:
`obstacles`. The rule: first placement at even odds, promotion and demotion only when likely enough
(METHODS section 2: 0.6 and 0.7 all but end the going back and forth).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Flags, Floats, Ints, month_starts, numbers
from competency.composite import ScoreTable, score_table
from competency.frames import conform, empty
from competency.framework import Framework
from competency.obstacles import Obstacle, obstacle
from competency.tier_evidence import GATES, TierEvidence, rows_of, tier_evidence

FIRST, HELD, PROMOTED, DEMOTED, INSUFFICIENT = (
    "first",
    "held",
    "promoted",
    "demoted",
    "insufficient",
)


def place_agents(
    framework: Framework,
    dimension_scores: pd.DataFrame,
    composites: pd.DataFrame,
    agent_months: pd.DataFrame,
    certificates: pd.DataFrame,
) -> pd.DataFrame:
    """Return the frame `agent_ladder`: one row an agent and month of `dimension_scores`.

    Args:
        framework: resolved framework.
        dimension_scores: frame `agent_scores`.
        composites: frame `agent_composites`.
        agent_months: agent_id, period, team_id, role, tenure_months (null: no tenure gate).
        certificates: agent_id, course_id, valid_from, valid_to (null: for ever); one row a
            course completed. Only read when a tier asks for certificates.
    """
    table = score_table(framework, dimension_scores)
    if not len(table.agent):
        return empty("agent_ladder")
    shown = tier_evidence(framework, table, composites, agent_months, certificates)
    known = np.zeros(len(table.agent))
    row = rows_of(table, composites)
    known[row[row >= 0]] = np.nan_to_num(numbers(composites, "known_weight"))[row >= 0]
    sufficient = known >= framework.ladder.minimum_known_weight - 1e-9
    sufficient &= ~np.isnan(shown.levels[:, 0])
    places = _walk(framework, table, shown, sufficient)
    words = [
        obstacle(framework, shown, index, int(places.tier[index]), places.gates[index])
        for index in range(len(table.agent))
    ]
    return _frame(framework, table, shown, places, words)


@dataclass(frozen=True)
class _Places:
    """The walk's result, by row of the table; tier 0 means insufficient."""

    tier: Ints
    previous: Ints
    change: list[str]
    months_in_tier: Ints
    chance: Floats
    gates: Flags


def _walk(
    framework: Framework, table: ScoreTable, shown: TierEvidence, sufficient: Flags
) -> _Places:
    """Go through the months in order, each agent carrying the tier last held."""
    rules = framework.ladder
    rows = len(table.agent)
    held = np.zeros(len(table.agents), np.int64)
    since = np.zeros(len(table.agents), np.int64)
    tier, previous = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    in_tier = np.zeros(rows, np.int64)
    change = [INSUFFICIENT] * rows
    at_least = shown.at_least.copy()
    gates = shown.gates.copy()
    for row in np.lexsort((table.agent, table.month)):
        agent = int(table.agent[row])
        now, month = int(held[agent]), int(table.month[row])
        previous[row] = now
        if rules.clock == "per_tier":
            served = month - int(since[agent]) if now else 0
            gates[row, :, GATES.index("tenure")] = _served(framework, now, served)
        # Gates bar the way up; what is held is lost only through the bars.
        allowed = max(_highest_open(gates[row]), now)
        at_least[row, allowed:] = 0.0
        if not sufficient[row]:
            continue
        tier[row], change[row] = _decide(framework, at_least[row], now)
        if tier[row] != now:
            since[agent] = month
        held[agent] = tier[row]
        in_tier[row] = month - since[agent]
    chance = at_least - np.column_stack([at_least[:, 1:], np.zeros(rows)])
    chance[~sufficient] = np.nan
    return _Places(tier, previous, change, in_tier, chance, gates)


def _highest_open(gates: Flags) -> int:
    """Return the highest tier (from 1) whose gates, and all below it, are met."""
    closed = np.nonzero(~gates.all(axis=1))[0]
    return max(int(closed[0]), 1) if len(closed) else len(gates)


def _served(framework: Framework, now: int, served: int) -> Flags:
    """Tenure gate when the clock runs in each tier: months here before the next one opens."""
    tiers = framework.ladder.tiers
    here = max(now, 1)
    met = np.zeros(len(tiers), bool)
    met[:here] = True
    if here < len(tiers):
        wanted = tiers[here].min_months - tiers[here - 1].min_months
        met[here] = served >= wanted
    return met


def _decide(framework: Framework, at_least: Floats, now: int) -> tuple[int, str]:
    """Return tier and change from P(tier or higher), which falls from tier to tier."""
    rules = framework.ladder
    if now == 0:
        return max(int((at_least >= rules.first_probability).sum()), 1), FIRST
    up = int((at_least >= rules.promote_probability).sum())
    if up > now:
        return up, PROMOTED
    if now > 1 and 1 - at_least[now - 1] >= rules.demote_probability:
        # Down to where even odds put the agent, at least one tier.
        return min(max(int((at_least >= 0.5).sum()), 1), now - 1), DEMOTED
    return now, HELD


def _frame(
    framework: Framework,
    table: ScoreTable,
    shown: TierEvidence,
    places: _Places,
    words: list[Obstacle],
) -> pd.DataFrame:
    keys = [None, *(tier.key for tier in framework.ladder.tiers)]
    placed = places.tier > 0
    blank = pd.Series(places.tier, dtype="Int64")
    columns: dict[str, object] = {
        "agent_id": table.agents[table.agent],
        "period": month_starts(table.month),
        "team_id": pd.Series(shown.team, dtype="string"),
        "tier": blank.where(placed),
        "tier_key": pd.Series([keys[one] for one in places.tier], dtype="string"),
        "previous_tier": pd.Series(places.previous, dtype="Int64").where(places.previous > 0),
        "change": pd.Series(places.change, dtype="string"),
        "months_in_tier": pd.Series(places.months_in_tier, dtype="Int64").where(placed),
        "blocked_by": pd.Series([one.key for one in words], dtype="string"),
        "blocked_by_text": pd.Series([one.en for one in words], dtype="string"),
        "blocked_by_text_zh": pd.Series([one.zh for one in words], dtype="string"),
    }
    for number in range(places.chance.shape[1]):
        columns[f"prob_tier_{number + 1}"] = places.chance[:, number]
    return conform(pd.DataFrame(columns), "agent_ladder")
