"""Places every agent on the ladder, month after month: the frames `agent_ladder`, `placed_agents`.

What each tier asks and how likely it is met: `tier_evidence`, `tier_gates`. The rule of moving:
`tier_walk`. Words for what is in the way: `obstacles`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from competency.columns import Floats, Ints, month_starts
from competency.decided import configurations, decided
from competency.editions import Editions, editions_of
from competency.frames import conform, empty
from competency.framework import Framework
from competency.mentees import mentorship
from competency.obstacles import obstacle
from competency.posterior import Posterior
from competency.tier_evidence import TierEvidence, tier_evidence
from competency.tier_gates import Gates, tier_gates
from competency.tier_walk import CHANGES, Places, walk


def place_agents(
    framework: Framework | Editions,
    posterior: Posterior,
    weights: pd.DataFrame,
    agent_months: pd.DataFrame,
    certificates: pd.DataFrame,
    marks: pd.DataFrame,
    critical: pd.DataFrame,
    records: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the frame `placed_agents`: one row an agent and month of `posterior`.

    That is `agent_ladder` with the tier the rule gives, which is another only where the tier is on
    record, and the `decided.tier_configuration` of the month.

    Args:
        framework: resolved framework, or editions of it: each month is placed by its own.
        posterior: joint belief about the dimensions.
        weights: frame `dimension_weights`; months without a row take the base weights.
        agent_months: agent_id, period, team_id, role, mentor_id, tenure_months (null: no gate).
        certificates: agent_id, course_id, valid_from, valid_to (null: for ever); one row a
            course completed. Only read when a tier asks for certificates.
        marks: sufficient statistics of marks; of them the 360 feedback is read.
        critical: agent_id, period, n_reviews, n_critical.
        records: mart `month_records`: what of it was published under the same configuration
            stands (`decided`); None: nothing is on record.
    """
    if not len(posterior.agent):
        return empty("placed_agents")
    placed = place(
        framework, posterior, weights, agent_months, certificates, marks, critical, records
    )
    by_rule = placed.places.by_rule
    frame = placed.frame(np.arange(len(posterior.agent))).assign(
        tier_by_rule=np.where(by_rule > 0, by_rule, np.nan),
        config_sha256=configurations(framework, posterior.month),
    )
    return conform(frame, "placed_agents")


def place(
    framework: Framework | Editions,
    posterior: Posterior,
    weights: pd.DataFrame,
    agent_months: pd.DataFrame,
    certificates: pd.DataFrame,
    marks: pd.DataFrame,
    critical: pd.DataFrame,
    records: pd.DataFrame | None = None,
) -> Placement:
    """Place everybody, as `place_agents` does, and keep what it takes to say why."""
    editions = editions_of(framework)
    shown = tier_evidence(editions, posterior, weights)
    gates = tier_gates(editions, posterior, agent_months, certificates, marks, critical)
    taken = None if records is None else decided(records, editions, posterior.agents)
    guided = mentorship(posterior, agent_months)
    places = walk(editions, posterior, shown, gates, guided, taken)
    return Placement(editions, posterior, shown, gates, places)


@dataclass(frozen=True)
class Placement:
    """Where everybody stands in every month, with all it takes to say why."""

    editions: Editions
    posterior: Posterior
    shown: TierEvidence
    gates: Gates
    places: Places

    def frame(self, told: Ints) -> pd.DataFrame:
        """Return `agent_ladder` of all rows, with words for the obstacles of the rows `told`."""
        words = np.full((len(self.posterior.agent), 3), None, dtype=object)
        words[told] = self.obstacles(told)
        return _frame(self.editions, self.posterior, self.gates, self.places, words)

    def obstacles(self, rows: Ints) -> npt.NDArray[np.object_]:
        """Return key, English and Chinese words of what stands in the way, shape (rows, 3)."""
        words = np.full((len(rows), 3), None, dtype=object)
        for framework, here in self.editions.parts(self.posterior.month[rows]):
            words[here] = [
                obstacle(framework, self.shown, self.gates, self.places, row)
                for row in rows[here].tolist()
            ]
        return words


def _frame(
    editions: Editions,
    posterior: Posterior,
    gates: Gates,
    places: Places,
    words: npt.NDArray[np.object_],
) -> pd.DataFrame:
    rows = range(len(places.tier))
    keys = np.array([None, *(tier.key for tier in editions.latest.ladder.tiers)], dtype=object)
    groups, behind = np.empty(len(rows), dtype=object), np.empty(len(rows))
    for framework, here in editions.parts(posterior.month):
        groups[here] = seniority(framework, gates.tenure[here])
        behind[here] = _behind_clock(framework, gates.tenure[here], places, here)
    placed = places.tier > 0
    chance = places.at_least - np.column_stack([places.at_least[:, 1:], np.zeros(len(rows))])
    columns: dict[str, object] = {
        "agent_id": posterior.agents[posterior.agent],
        "period": month_starts(posterior.month),
        "team_id": gates.team,
        "tier": np.where(placed, places.tier, np.nan),
        "tier_key": keys[places.tier],
        "previous_tier": np.where(places.previous > 0, places.previous, np.nan),
        "change": np.array(CHANGES, dtype=object)[places.change],
        "months_in_tier": np.where(placed, places.months_in_tier, np.nan),
        "blocked_by": words[:, 0],
        "blocked_by_text": words[:, 1],
        "blocked_by_text_zh": words[:, 2],
        # Without a review nobody has looked: unknown, not none.
        "critical_failures": np.where(gates.reviews > 0, gates.critical, np.nan),
        "seniority": groups,
        "behind_clock_months": behind,
        "asked_probability": np.where(places.tier > 0, places.asked, np.nan),
    }
    for number in range(chance.shape[1]):
        columns[f"prob_tier_{number + 1}"] = np.where(placed, chance[:, number], np.nan)
    return conform(pd.DataFrame(columns), "agent_ladder")


def seniority(framework: Framework, tenure: Floats) -> list[str | None]:
    """Return the staff group by whole months since hiring; None where that is unknown.

    >>> from competency.loading import load_framework
    >>> seniority(load_framework(), np.array([0, 1, 12, np.nan]))
    ['new', 'in_service', 'backbone', None]
    """
    since = framework.ladder.seniority_months
    groups = np.select(
        [np.isnan(tenure), tenure < since.in_service, tenure < since.backbone], [0, 1, 2], 3
    )
    names = (None, "new", "in_service", "backbone")
    return [names[group] for group in groups.tolist()]


def _behind_clock(framework: Framework, tenure: Floats, places: Places, here: Ints) -> Floats:
    """Months beyond the time by which the documents expect the next tier; 0 when not yet due."""
    rules, tier = framework.ladder, places.tier[here]
    clock = np.array([tier.clock_months for tier in rules.tiers], dtype=np.float64)
    below = tier.clip(1, len(clock) - 1)
    if rules.clock == "since_hire":
        late = tenure - clock[below]
    else:
        late = places.months_in_tier[here] - (clock[below] - clock[below - 1])
    due = (tier > 0) & (tier < len(clock)) & ~np.isnan(tenure)
    return np.where(due, np.maximum(late, 0.0), np.nan)
