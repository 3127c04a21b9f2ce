"""A policy test: paths followed for a year beside the same hours spent otherwise, and its figures.

Everything is judged by the truth, on the bars of the framework's tiers; the published tiers, which
lag behind it, are told beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from competency.columns import Flags, Floats, Ints
from competency.framework import Framework
from competency.gaps import wanted
from competency.validation.figure import Figure, averaged
from competency.validation.policy_centre import WEEKS, Kind, draw_centre
from competency.validation.policy_year import (
    Policy,
    Year,
    follow,
    paths,
    uniform_by_effect,
    uniform_curriculum,
    weakest_dimension_first,
)

MONTHS = len(WEEKS)
PATHS, NONE, UNIFORM = "paths", "no_training", "uniform"
#: What paths are compared with: the policy, and whether all have the same time, as many minutes a
#: week as paths spend on average; else each person spends what he does on paths.
_COMPARED: Mapping[str, tuple[Policy, bool]] = {
    UNIFORM: (uniform_curriculum, True),
    "uniform_by_effect": (uniform_by_effect, True),
    "weakest_first": (weakest_dimension_first, False),
}
COMPARED = (*_COMPARED, NONE)
"""Names of what paths are compared with."""
#: The tier called 'independent'.
_INDEPENDENT = 3


@dataclass(frozen=True)
class Outcome:
    """What a policy came to in one centre.

    Attributes:
        months: until the next tier, of everybody below the highest; inf: not within the year.
        published_months: the same by the published tier, of everybody who has one.
        independent: share on tier 'independent' or above after the year.
        hours: of training, a person.
        gap: weighted gap to the next tier's requirements that is left, points a person.
    """

    months: Floats
    published_months: Floats
    independent: float
    hours: float
    gap: float


@dataclass(frozen=True)
class PolicyTest:
    """One centre: its kind, and outcomes by policy, 'paths' first."""

    kind: str
    outcomes: Mapping[str, Outcome]


def compare_policies(framework: Framework, kind: Kind, agents: int, seed: int) -> PolicyTest:
    """Follow every policy for a year in the same centre.

    Args:
        framework: resolved framework.
        kind: of centre.
        agents: people in it.
        seed: of everything drawn.
    """
    centre = draw_centre(framework, kind, agents, seed)
    by_paths = follow(framework, centre, paths)
    minutes = by_paths.minutes
    evenly = np.broadcast_to(minutes.mean(axis=0), minutes.shape)
    years = {PATHS: by_paths}
    for name, (policy, even) in _COMPARED.items():
        years[name] = follow(framework, centre, policy, evenly if even else minutes)
    years[NONE] = follow(framework, centre, None)
    return PolicyTest(kind.key, {name: outcome(framework, year) for name, year in years.items()})


def outcome(framework: Framework, year: Year) -> Outcome:
    """Return what a year came to."""
    tier = true_tiers(framework, year.score)
    highest = len(framework.ladder.tiers)
    below = tier[:, 0] < highest
    placed = (year.published[:, 0] > 0) & (year.published[:, 0] < highest)
    return Outcome(
        months=months_to_next(tier[below]),
        published_months=months_to_next(year.published[placed]),
        independent=float((tier[:, -1] >= _INDEPENDENT).mean()),
        hours=float(year.minutes.sum(axis=1).mean()) / 60,
        gap=float(_gap(framework, tier[below, 0], year.score[below, -1]).mean()),
    )


def true_tiers(framework: Framework, score: Floats) -> Ints:
    """Return the highest tier whose bars, and those of all below it, are met.

    Args:
        framework: resolved framework; its base weights count.
        score: in points, shape (..., dimensions).
    """
    weight = np.array([item.weight for item in framework.dimensions])
    layer = {
        one.key: weight * np.array([item.layer == one.key for item in framework.dimensions])
        for one in framework.layers
    }
    reached: Flags = np.ones(score.shape[:-1], dtype=np.bool_)
    tier = np.ones(score.shape[:-1], dtype=np.int64)
    for rules in framework.ladder.tiers[1:]:
        reached &= score @ weight >= rules.composite_cut
        for key, floor in rules.layer_floors.items():
            reached &= score @ (layer[key] / layer[key].sum()) >= floor
        tier += reached
    return tier


def months_to_next(tiers: Ints) -> Floats:
    """Return the month in which each first stands above the tier of the start; inf: in none.

    Args:
        tiers: at the start and after each month, shape (agents, months + 1).

    >>> months_to_next(np.array([[2, 2, 3, 2], [2, 1, 2, 2]])).tolist()
    [2.0, inf]
    """
    above = tiers > tiers[:, :1]
    return np.where(above.any(axis=1), above.argmax(axis=1), np.inf)


def restricted_mean(months: Floats, horizon: float = MONTHS) -> float:
    """Return the restricted mean time, months on average with the horizon for the later ones.

    It is the area under the curve of those not there yet (Royston and Parmar 2013); nobody is lost
    before the horizon, so that it is a plain mean.

    >>> restricted_mean(np.array([2.0, 5.0, np.inf]))
    6.333333333333333
    """
    return float(np.minimum(months, horizon).mean()) if len(months) else float("nan")


def reached(months: Floats) -> Floats:
    """Return the share of people there after each month of the year, shape (MONTHS,)."""
    return np.asarray((months[:, None] <= np.arange(1, MONTHS + 1)).mean(axis=0))


def same_share(one: Floats, other: Floats) -> tuple[float, float]:
    """Return the months in which as many people of each group are there: of both, the fewer.

    It is the horizontal distance of the curves of those there, where the lower one ends; nobody
    who is not there within the year counts. NaN where nobody of either group is.

    >>> same_share(np.array([1.0, 2.0, 3.0, 5.0]), np.array([2.0, 4.0, 6.0, np.inf]))
    (3.0, 6.0)
    """
    curves = [reached(months) if len(months) else np.zeros(MONTHS) for months in (one, other)]
    share = min(curve[-1] for curve in curves)
    if not share > 0:
        return float("nan"), float("nan")
    found = [1.0 + float(np.argmax(curve >= share - 1e-9)) for curve in curves]
    return found[0], found[1]


def policy_figures(scenario: str, tests: Sequence[PolicyTest]) -> list[Figure]:
    """Return the figures: ours are of paths, raw of what they are compared with in `part`."""
    ours = [one.outcomes[PATHS] for one in tests]
    nothing = [one.outcomes[NONE] for one in tests]
    people = float(sum(len(one.months) for one in ours))
    measured: dict[str, Callable[[Sequence[Outcome]], list[float]]] = {
        "next_tier_months": lambda done: [restricted_mean(one.months) for one in done],
        "published_months": lambda done: [restricted_mean(one.published_months) for one in done],
        "independent": lambda done: [one.independent for one in done],
        "gap_an_hour": lambda done: _an_hour(nothing, done),
        "training_hours": lambda done: [one.hours for one in done],
    }
    figures = [
        averaged(scenario, "next_tier_ratio", _ratios(tests, name), [1.0], cases=people, part=name)
        for name in COMPARED
    ]
    for kind in dict.fromkeys(one.kind for one in tests):
        mine = [one for one in tests if one.kind == kind]
        count = float(sum(len(one.outcomes[PATHS].months) for one in mine))
        ratios = _ratios(mine, UNIFORM)
        figures.append(averaged(scenario, "ratio_by_kind", ratios, [1.0], cases=count, part=kind))
    for name in COMPARED:
        pairs = [same_share(one.outcomes[PATHS].months, one.outcomes[name].months) for one in tests]
        months, raw = [one for one, _ in pairs], [other for _, other in pairs]
        figures.append(averaged(scenario, "same_share", months, raw, cases=people, part=name))
    for key, of in measured.items():
        for name in COMPARED:
            raw = of([one.outcomes[name] for one in tests])
            figures.append(averaged(scenario, key, of(ours), raw, cases=people, part=name))
    return figures


def _ratios(tests: Sequence[PolicyTest], name: str) -> list[float]:
    months = [
        [restricted_mean(one.outcomes[policy].months) for one in tests] for policy in (PATHS, name)
    ]
    return _divided(*months)


def _an_hour(nothing: Sequence[Outcome], done: Sequence[Outcome]) -> list[float]:
    """Return points of weighted gap an hour of training closes, beyond what closes without."""
    return _divided(
        [one.gap - other.gap for one, other in zip(nothing, done, strict=True)],
        [one.hours for one in done],
    )


def _divided(above: Sequence[float], below: Sequence[float]) -> list[float]:
    return [a / b if b > 0 else float("nan") for a, b in zip(above, below, strict=True)]


def _gap(framework: Framework, tier: Ints, score: Floats) -> Floats:
    """Return weighted gaps to what the tier after `tier` asks of each dimension."""
    asked = np.array(
        [list(wanted(framework, int(one) + 1).values()) for one in tier.tolist()]
    ).reshape(score.shape)
    weight = np.array([item.weight for item in framework.dimensions])
    return np.asarray(np.maximum(asked - score, 0.0) @ weight)
