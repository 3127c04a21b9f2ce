"""Figures of the tiers: agreement with the truth and a second drawing, moves, jumps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from competency.columns import Flags, Floats
from competency.validation.comparison import Comparison
from competency.validation.figure import Figure, averaged, correlation, mean

LEAST_PEOPLE = 5
"""A tier with fewer people tells nothing of their mean ability."""


def accuracy_figures(scenario: str, centres: Sequence[Comparison]) -> list[Figure]:
    """Tiers of the last month against true tiers; whether true ability rises with the tier."""
    people = float(sum((~np.isnan(one.tier[:, -1])).sum() for one in centres))
    figures = []
    for key, within in (("tier_exact", 0), ("tier_within_one", 1)):
        raw = [_agree(one.raw_tier, one.true_tier[:, -1], within) for one in centres]
        for name, tiers in (("published", "tier"), ("composite_alone", "composite_tier")):
            ours = [
                _agree(getattr(one, tiers)[:, -1], one.true_tier[:, -1], within) for one in centres
            ]
            figures.append(averaged(scenario, key, ours, raw, cases=people, part=name))
    figures.append(
        averaged(
            scenario,
            "tiers_out_of_order",
            [float(out_of_order(one.tier[:, -1], one.truth[:, -1])) for one in centres],
            [float(out_of_order(one.raw_tier, one.truth[:, -1])) for one in centres],
            cases=people,
        )
    )
    return figures


def retest_figures(scenario: str, pairs: Sequence[tuple[Comparison, Comparison]]) -> list[Figure]:
    """How the same people fare in two independent drawings."""
    figures = []
    people = float(sum(len(one.agents) for one, _ in pairs))
    for key, within in (("retest_same", 0), ("retest_within_one", 1)):
        raw = [_agree(a.raw_tier, aligned(a, b, b.raw_tier), within) for a, b in pairs]
        for name, tiers in (("published", "tier"), ("composite_alone", "composite_tier")):
            ours = [
                _agree(getattr(a, tiers)[:, -1], aligned(a, b, getattr(b, tiers)[:, -1]), within)
                for a, b in pairs
            ]
            figures.append(averaged(scenario, key, ours, raw, cases=people, part=name))
    figures.append(
        averaged(
            scenario,
            "retest_correlation",
            [correlation(a.composite[:, -1], aligned(a, b, b.composite[:, -1])) for a, b in pairs],
            [correlation(a.raw, aligned(a, b, b.raw)) for a, b in pairs],
            cases=people,
        )
    )
    return figures


def move_figures(scenario: str, centres: Sequence[Comparison]) -> list[Figure]:
    """Tier changes and reversals a person-year of people whose ability stays, once placed.

    Only the settled, whose gates do not wait for time: a tier opened by the calendar is no whim.
    """
    figures = []
    for name in ("published", "composite_alone"):
        counts, raw_counts = [], []
        for one in centres:
            still = one.settled & (one.jump == 0)
            tiers = one.tier if name == "published" else one.composite_tier
            counts.append(moves(tiers[still]))
            raw_counts.append(moves(one.raw_month_tier[still]))
        years = sum(count[2] for count in counts)
        for place, key in enumerate(("changes", "reversals")):
            figures.append(
                averaged(
                    scenario,
                    key,
                    [_rate(count[place], count[2]) for count in counts],
                    [_rate(count[place], count[2]) for count in raw_counts],
                    cases=years,
                    part=name,
                )
            )
    return figures


def jump_figures(scenario: str, centres: Sequence[Comparison]) -> list[Figure]:
    """Months until a true jump by a tier or more is followed: medians, and the share within 6."""
    figures = []
    raw = np.concatenate([lags(one, one.raw_month_tier) for one in centres])
    for name, tiers in (("published", "tier"), ("composite_alone", "composite_tier")):
        by_seed = [lags(one, getattr(one, tiers)) for one in centres]
        ours = np.concatenate(by_seed)
        jumps = float(len(ours))
        # A median of medians would depend on how jumps fall on seeds.
        figures += [
            Figure(
                scenario,
                "jump_months",
                _median(ours),
                _median(raw),
                cases=jumps,
                part=name,
                by_seed=tuple(_median(one) for one in by_seed),
            ),
            averaged(
                scenario,
                "jump_followed",
                [mean((one <= 6).astype(np.float64)) for one in by_seed],
                [mean((raw <= 6).astype(np.float64))],
                cases=jumps,
                part=name,
            ),
        ]
    return figures


def moves(tiers: Floats) -> tuple[int, int, float]:
    """Return changes, reversals and person-years from the first placement on.

    A reversal is a change against the direction of the one before. Months without a tier are
    passed over.

    >>> moves(np.array([[np.nan, 2.0, 3.0, np.nan, 2.0, 2.0]]))
    (2, 1, 0.25)
    """
    changes = reversals = months = 0
    for row in tiers:
        steps = np.diff(row[~np.isnan(row)])
        directions = np.sign(steps[steps != 0])
        months += len(steps)
        changes += len(directions)
        reversals += int((directions[1:] != directions[:-1]).sum())
    return changes, reversals, months / 12


def lags(one: Comparison, tiers: Floats) -> Floats:
    """Return months from each true jump of a tier to the first tier that follows; inf: never.

    The month of the jump counts as the first. Only people placed before it are counted.
    """
    month = one.jump_month
    out = []
    true = one.true_tier
    for agent in np.flatnonzero(one.jump):
        before, after = true[agent, month - 1], true[agent, month]
        held = tiers[agent, :month]
        held = held[~np.isnan(held)]
        if np.isnan(before) or np.isnan(after) or before == after or not len(held):
            continue
        step = (tiers[agent, month:] - held[-1]) * np.sign(after - before)
        followed = np.flatnonzero(step >= 1)
        out.append(followed[0] + 1.0 if len(followed) else np.inf)
    return np.array(out, dtype=np.float64)


def out_of_order(tiers: Floats, truth: Floats) -> int:
    """Return how many neighbouring tiers with enough people have falling true ability."""
    means = [value for _, value, _ in ability_by_tier(tiers, truth)]
    return int((np.diff(means) <= 0).sum())


def ability_by_tier(tiers: Floats, truth: Floats) -> list[tuple[int, float, float]]:
    """Return tier, mean and standard deviation of true ability, of tiers with enough people."""
    found = []
    for tier in range(1, 6):
        mine: Flags = (tiers == tier) & ~np.isnan(truth)
        if mine.sum() >= LEAST_PEOPLE:
            found.append((tier, float(truth[mine].mean()), float(truth[mine].std())))
    return found


def _agree(one: Floats, other: Floats, within: int) -> float:
    both = ~(np.isnan(one) | np.isnan(other))
    return mean((np.abs(one - other)[both] <= within).astype(np.float64))


def aligned(one: Comparison, other: Comparison, values: Floats) -> Floats:
    """Return values of `other` in the order of the agents of `one`."""
    place = {agent: number for number, agent in enumerate(other.agents)}
    found = np.array([place.get(agent, -1) for agent in one.agents])
    return np.where(found >= 0, values[found], np.nan)


def _rate(count: float, years: float) -> float:
    return count / years if years else float("nan")


def _median(values: Floats | Iterable[float]) -> float:
    given = np.asarray(values, dtype=np.float64)
    return float(np.median(given)) if len(given) else float("nan")
