"""Whether a change falls on some groups of people more than on others: differences and moves.

A difference says that groups stand apart, not why: groups may differ in what they have learnt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from competency.columns import Flags, Floats
from competency.intervals import Z90

#: Smaller groups are left out: their figures would be of single persons.
SMALLEST_GROUP = 5
COLUMNS = (
    "attribute", "group", "agents", "before", "before_lower", "before_upper", "after",
    "after_lower", "after_upper", "change", "change_lower", "change_upper", "promoted", "demoted",
)  # fmt: skip


class Difference(NamedTuple):
    """A standardised difference of means with its 90 % interval."""

    value: float
    lower: float
    upper: float


def hedges_g(one: Floats, other: Floats) -> Difference:
    """Return the difference of two groups' means in pooled standard deviations.

    Hedges (1981), with J = 1 - 3 / (4 m - 1), m = n1 + n2 - 2; of g = J d the variance is
    (n1 + n2) / (n1 n2) + g^2 / (2 (n1 + n2)). NaN where a group has fewer than two values or
    nobody differs.

    >>> [round(part, 4) for part in hedges_g(np.array([3.0, 4, 5]), np.array([1.0, 2, 3]))]
    [1.6, 0.057, 3.143]
    """
    sizes = len(one), len(other)
    if min(sizes) < 2:
        return Difference(np.nan, np.nan, np.nan)
    free = sum(sizes) - 2
    squares = sum(float(((part - part.mean()) ** 2).sum()) for part in (one, other))
    spread = np.sqrt(squares / free)
    if not spread > 1e-12:
        return Difference(np.nan, np.nan, np.nan)
    g = float((1 - 3 / (4 * free - 1)) * (one.mean() - other.mean()) / spread)
    error = np.sqrt(sum(sizes) / (sizes[0] * sizes[1]) + g**2 / (2 * sum(sizes)))
    return Difference(g, float(g - Z90 * error), float(g + Z90 * error))


def fairness(people: pd.DataFrame, attributes: Mapping[str, Sequence[str | None]]) -> pd.DataFrame:
    """Compare each group of each attribute with everybody else whose group is known.

    Args:
        people: composite_before, composite_after (NaN unknown), tier_before, tier_after (0: none).
        attributes: a group for everybody, None unknown; an attribute of one group says nothing.

    Returns:
        COLUMNS, one row a group of `SMALLEST_GROUP` people or more that faces as many. `before`
        and `after` are `hedges_g` of the composites. `change` is the group's mean change less that
        of the others in points. `promoted`, `demoted`: shares of the group that end on a higher
        and on a lower tier.
    """
    old, new = (people[f"composite_{side}"].to_numpy(dtype=float) for side in ("before", "after"))
    tiers = [people[f"tier_{side}"].to_numpy(dtype=np.int64) for side in ("before", "after")]
    placed = (tiers[0] > 0) & (tiers[1] > 0)
    up, down = placed & (tiers[1] > tiers[0]), placed & (tiers[1] < tiers[0])
    known = ~np.isnan(old) & ~np.isnan(new)
    rows: list[dict[str, object]] = []
    for attribute, given in attributes.items():
        group = np.array([one if one is not None else "" for one in given], dtype=object)
        counted = known & (group != "")
        for name in sorted(set(group[counted].tolist())):
            here, there = counted & (group == name), counted & (group != name)
            if min(here.sum(), there.sum()) < SMALLEST_GROUP:
                continue
            before, after = hedges_g(old[here], old[there]), hedges_g(new[here], new[there])
            change = _mean_difference((new - old)[here], (new - old)[there])
            figures = (*before, *after, *change, up[here].mean(), down[here].mean())
            named = zip(COLUMNS[3:], figures, strict=True)
            rows.append(
                {"attribute": attribute, "group": name, "agents": int(here.sum()), **dict(named)}
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def left_out(people: pd.DataFrame, attributes: Mapping[str, Sequence[str | None]]) -> list[str]:
    """Name attributes with a group too small to show, without naming the group.

    >>> people = pd.DataFrame({"composite_before": [50.0] * 12, "composite_after": [51.0] * 12})
    >>> left_out(people, {"site": ["A"] * 6 + ["B"] * 6, "shift": ["day"] * 11 + ["night"]})
    ['shift']
    """
    known: Flags = people[["composite_before", "composite_after"]].notna().all(axis=1).to_numpy()
    found = []
    for attribute, given in attributes.items():
        sizes = pd.Series(list(given), dtype=object)[known].value_counts()
        if len(sizes) > 1 and sizes.min() < SMALLEST_GROUP:
            found.append(attribute)
    return found


def _mean_difference(one: Floats, other: Floats) -> Difference:
    """Difference of means with Welch's standard error."""
    value = float(one.mean() - other.mean())
    error = float(np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)))
    return Difference(value, value - Z90 * error, value + Z90 * error)
