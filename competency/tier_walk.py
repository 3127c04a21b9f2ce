"""The walk up and down the ladder, month after month, each agent carrying the tier last held.

First placement at even odds. Up when the chance of standing on the higher tier is great enough and
its gates are passed; down when that of being below the composite cut of the tier held is great
enough. Either takes a dwell time in the tier and a grace period (METHODS section 2). A breach of a
layer's floor alone, a lost certificate or a critical failure takes nothing away: it holds. What is
on record of a month stands, whatever the rule would give today, and the walk goes on from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.columns import Flags, Floats, Ints
from competency.decided import Decided
from competency.editions import Editions, editions_of
from competency.framework import Framework
from competency.mentees import Mentorship
from competency.posterior import Posterior
from competency.tier_evidence import TierEvidence
from competency.tier_gates import GATES, Gates, passed, share_of

INSUFFICIENT, FIRST, HELD, PROMOTED, DEMOTED = range(5)
_NOBODY = -1  # in place of a tier: not there in that month
_SLACK = 1e-9  # a chance of 1 may fall short by rounding alone
CHANGES = ("insufficient", "first", "held", "promoted", "demoted")


@dataclass(frozen=True)
class Places:
    """The walk's result by row of the posterior; tiers count from 1, 0 is none.

    by_rule: the tier the rule gives; another than `tier` only where that is on record.
    change: number in `CHANGES`.
    dwells: whether only the dwell time keeps the agent from a higher tier.
    asked: probability asked for a promotion; more where it would take a demotion back.
    at_least: P(tier or higher) with what gates bar taken out, shape (rows, tiers).
    progress: that of the gates, complete, shape (rows, tiers, gates).
    mentees: people guided lately who have reached each tier, shape (rows, tiers).
    """

    tier: Ints
    by_rule: Ints
    previous: Ints
    change: Ints
    months_in_tier: Ints
    dwells: Flags
    asked: Floats
    at_least: Floats
    progress: Floats
    mentees: Ints


def walk(
    framework: Framework | Editions,
    posterior: Posterior,
    shown: TierEvidence,
    gates: Gates,
    guided: Mentorship | None,
    taken: Decided | None = None,
) -> Places:
    """Place every agent-month, in the order of months.

    Args:
        framework: resolved framework, or editions of it; a month is walked by its own.
        posterior: says which agent-months there are.
        shown: chances of the bars.
        gates: progress of the gates that need no ladder.
        guided: who guided whom; None: that gate bars nobody.
        taken: decisions on record, which stand; None: there are none.
    """
    editions = editions_of(framework)
    rows, agents = len(posterior.agent), len(posterior.agents)
    tiers = len(editions.latest.ladder.tiers)
    blank = np.zeros(rows, np.int64)
    taken = taken or Decided(blank[:0], blank[:0], blank[:0])
    places = Places(
        blank.copy(),
        blank.copy(),
        blank.copy(),
        blank.copy(),
        blank.copy(),
        np.zeros(rows, bool),
        np.zeros(rows),
        shown.at_least.copy(),
        gates.progress.copy(),
        np.zeros((rows, tiers), np.int64),
    )
    held = _Held(agents)
    up, down = _Runs(agents, tiers), _Runs(agents, tiers)
    for month in np.unique(np.concatenate([posterior.month, taken.month])).tolist():
        recorded = taken.month == month
        stands_on = np.full(agents, _NOBODY)
        stands_on[taken.agent[recorded]] = taken.tier[recorded]
        here = np.flatnonzero(posterior.month == month)
        agent, then = posterior.agent[here], editions.at(month)
        rules = then.ladder
        now, served = held.tier[agent], held.months(agent, month)
        if guided is not None:
            _count_mentees(then, places, here, agent, guided, held.before, month)
        _gates_of_the_held(then, places, here, gates.critical[here], now, served)
        open_to = _highest_open(places.progress[here])
        sure = shown.sufficient[here]
        recent = np.where(served < rules.reversal.months, held.last_move[agent], 0)
        asked = np.where(recent < 0, rules.reversal.probability, rules.promotion.probability)
        places.asked[here] = asked
        stands = shown.at_least[here] >= asked[:, None] - _SLACK
        asked = np.where(recent > 0, rules.reversal.probability, rules.demotion.probability)
        below = 1 - shown.chance[here, :, 0] >= asked[:, None] - _SLACK
        shows = up.months(agent, month, stands, sure) > rules.promotion.grace_months
        rises = np.minimum(shows.sum(axis=1), open_to)
        lacks = down.months(agent, month, below, sure) > rules.demotion.grace_months
        falls = lacks[np.arange(len(here)), now - 1]
        # Gates bar the way up; what is held is lost only through the composite.
        barred = np.arange(tiers) >= np.maximum(open_to, now)[:, None]
        places.at_least[here] = np.where(barred, 0.0, shown.at_least[here])
        enough = rules.first_probability - _SLACK
        first = _count(places.at_least[here] >= enough)
        even = _count(shown.chance[here, :, 0] >= enough)
        moves = [
            ~sure,
            now == 0,
            (rises > now) & (served >= rules.promotion.dwell_months),
            (now > 1) & falls & (served >= rules.demotion.dwell_months),
        ]
        by_rule = np.select(moves, [0, first, rises, np.minimum(even, now - 1)], now)
        to = np.where(stands_on[agent] == _NOBODY, by_rule, stands_on[agent])
        # What is on record is not barred by what came to light later.
        kept = np.arange(tiers) < np.maximum(np.maximum(open_to, now), to)[:, None]
        places.at_least[here] = np.where(kept, shown.at_least[here], 0.0)
        places.tier[here], places.by_rule[here], places.previous[here] = to, by_rule, now
        places.change[here] = _change(now, to)
        places.dwells[here] = sure & (rises > to)
        stands_on[agent] = to
        held.note(month, stands_on)
        places.months_in_tier[here] = month - held.since[agent]
    return places


def _change(now: Ints, to: Ints) -> Ints:
    """Return the number in `CHANGES` of a step from the tier held to another; 0 is none."""
    steps = [to == 0, now == 0, to > now, to < now]
    return np.select(steps, [INSUFFICIENT, FIRST, PROMOTED, DEMOTED], HELD)


class _Held:
    """By agent: the tier held (0: none yet), since when, the way of the last move, and `before`.

    before: tier in the last month anybody was in; 0 without one then.
    """

    def __init__(self, agents: int) -> None:
        self.tier, self.since, self.last_move, self.before = np.zeros((4, agents), np.int64)

    def months(self, agent: Ints, month: int) -> Ints:
        """Tell for how many months the tier has been held."""
        return np.where(self.tier[agent] > 0, month - self.since[agent], 0)

    def note(self, month: int, stands_on: Ints) -> None:
        """Note where everybody stands in a month; `_NOBODY` for those who are not in it."""
        there = np.flatnonzero(stands_on != _NOBODY)
        to, was = stands_on[there], self.tier[there]
        other = (to > 0) & (to != was)
        self.since[there] = np.where(other, month, self.since[there])
        step = np.where(other & (was > 0), np.sign(to - was), self.last_move[there])
        self.last_move[there] = step
        self.tier[there] = np.where(to > 0, to, was)
        self.before = np.maximum(stands_on, 0)


class _Runs:
    """How many months in a row something has been so, by agent and tier."""

    def __init__(self, agents: int, tiers: int) -> None:
        self.length = np.zeros((agents, tiers), np.int64)
        self.last = np.full(agents, -1, np.int64)

    def months(self, agent: Ints, month: int, is_so: Flags, sure: Flags) -> Ints:
        """Note a month and tell for how many in a row it has been so.

        A month left out or without enough evidence ends a run: it confirms nothing.
        """
        unbroken = (self.last[agent] == month - 1)[:, None]
        length = np.where(is_so & sure[:, None], self.length[agent] * unbroken + 1, 0)
        self.length[agent], self.last[agent] = length, month
        return np.asarray(length)


def _count(reached: Flags) -> Ints:
    """Return the number of tiers reached; everybody stands on the first."""
    return np.asarray(np.maximum(reached.sum(axis=1), 1))


def _highest_open(progress: Floats) -> Ints:
    """Return the highest tier (from 1) whose gates, and all below it, are passed."""
    is_open = passed(progress).all(axis=2)
    return _count(np.logical_and.accumulate(is_open, axis=1))


def _gates_of_the_held(
    framework: Framework, places: Places, here: Ints, critical: Floats, now: Ints, served: Ints
) -> None:
    """Fill in, in place, the gates that depend on the tier held."""
    rules = framework.ladder
    number = np.arange(len(rules.tiers))
    above = number >= now[:, None]
    # There is nothing to hold before the first placement.
    failed = (critical > 0) & (now > 0)
    places.progress[here, :, GATES.index("critical_failure")] = ~(failed[:, None] & above)
    if rules.clock == "per_tier":
        stands = np.maximum(now, 1)
        least = np.array([tier.min_months for tier in rules.tiers])
        steps = np.diff(least, append=least[-1])[stands - 1]
        part = np.where(steps > 0, served / np.where(steps > 0, steps, 1), 1.0)
        tenure = np.where(number < stands[:, None], 1.0, 0.0)
        tenure = np.where(number == stands[:, None], np.minimum(part, 1.0)[:, None], tenure)
        places.progress[here, :, GATES.index("tenure")] = tenure


def _count_mentees(
    framework: Framework,
    places: Places,
    here: Ints,
    agent: Ints,
    guided: Mentorship,
    before: Ints,
    month: int,
) -> None:
    """Count the people guided and fill in their gate, in place."""
    tiers = framework.ladder.tiers
    # Before anybody has a tier nobody's mentees can be known to lag behind.
    known = before if before.any() else np.full_like(before, len(tiers))
    reached = guided.reached(month, known, len(tiers))[agent]
    places.mentees[here] = reached
    for place, tier in enumerate(tiers):
        if tier.mentees is not None:
            wanted = [one.key for one in tiers].index(tier.mentees.tier)
            share = reached[:, wanted] / np.maximum(reached[:, 0], 1)
            places.progress[here, place, GATES.index("mentees")] = np.minimum(
                share_of(reached[:, 0], tier.mentees.minimum),
                share_of(share, tier.mentees.share),
            )
