"""Fairness of a list before anybody is decided on: adverse impact, and calibration by group.

Adverse impact is judged as the US Uniform Guidelines do (29 CFR 1607.4(D)): a group's rate of
selection below four fifths of the highest one, where that is unlikely to be chance. Calibration is
Cleary's test (1968, "Test Bias: Prediction of Grades of Negro and White Students in Integrated
Colleges", Journal of Educational Measurement 5, 115-124): a score is biased against a group whose
outcomes are better than the same score foretells for the others.

Groups of less than `fairness.SMALLEST_GROUP` are left out: their figures would be of single people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from competency.columns import Flags, Floats
from competency.fairness import SMALLEST_GROUP

Verdict = Literal["passes", "watch", "fails"]
IMPACT = ("attribute", "group", "people", "selected", "rate", "ratio", "p_value", "verdict")
CALIBRATION = ("attribute", "group", "people", "gap", "lower", "upper", "verdict")
#: A difference this unlikely by chance is taken for one.
UNLIKELY = 0.05
#: Standard deviations below which a difference is small (Cohen 1988, "Statistical Power Analysis").
SMALL = 0.2


def adverse_impact(
    selected: Flags, attributes: Mapping[str, Sequence[str | None]], least: float = 0.8
) -> pd.DataFrame:
    """Compare each group's rate of selection with the highest rate of its attribute.

    Args:
        selected: who is on the list, of everybody assessed.
        attributes: a group for everybody, None unknown; an attribute of one group says nothing.
        least: ratio below which a group has adverse impact.

    Returns:
        IMPACT, one row a group. `ratio`: its rate over the highest; `p_value`: two-sided, of
        Fisher's exact test against that group. `fails`: below `least`, and unlikely to be chance;
        `watch`: below it, but so few people that it may be chance.

    Half of the one group and a tenth of the other:

    >>> chosen = np.array([True] * 10 + [False] * 10 + [True] * 2 + [False] * 18)
    >>> found = adverse_impact(chosen, {"site": ["A"] * 20 + ["B"] * 20})
    >>> found[["group", "rate", "ratio", "verdict"]].to_numpy().tolist()
    [['A', 0.5, 1.0, 'passes'], ['B', 0.1, 0.2, 'fails']]
    """
    rows: list[dict[str, object]] = []
    for attribute, groups in _groups(attributes, np.ones(len(selected), bool)):
        rates = {name: float(selected[here].mean()) for name, here in groups.items()}
        best = max(rates, key=lambda name: rates[name])
        for name, here in groups.items():
            ratio = rates[name] / rates[best] if rates[best] > 0 else 1.0
            p_value = _fisher(selected[here], selected[groups[best]])
            low = ratio < least - 1e-9
            verdict: Verdict = "passes"
            if low:
                verdict = "fails" if p_value < UNLIKELY else "watch"
            figures = (
                attribute, name, int(here.sum()), int(selected[here].sum()), rates[name], ratio,
                p_value, verdict,
            )  # fmt: skip
            rows.append(dict(zip(IMPACT, figures, strict=True)))
    return pd.DataFrame(rows, columns=list(IMPACT))


def calibration(
    score: Floats, outcome: Floats, attributes: Mapping[str, Sequence[str | None]]
) -> pd.DataFrame:
    """Tell whether the same score foretells the same outcome in every group.

    Args:
        score: as published before the outcomes; NaN unknown.
        outcome: of the months after, more is better; NaN unknown.
        attributes: a group for everybody, None unknown.

    Returns:
        CALIBRATION, one row a group. `gap`: how much better the group's outcomes are than those of
        everybody else with the same score, in standard deviations of what the score leaves open,
        with its 95 % interval. `fails`: the group is rated too low, by more than is small and
        chance; `watch`: it may be.

    The outcome is the score but for luck, and for group B a point more than that:

    >>> score, luck = np.tile(np.arange(10.0), 2), np.tile([0.5, -0.5], 10)
    >>> more = np.repeat([0, 1], 10)
    >>> found = calibration(score, score + luck + more, {"site": ["A"] * 10 + ["B"] * 10})
    >>> found[["group", "verdict"]].to_numpy().tolist()
    [['A', 'passes'], ['B', 'fails']]
    """
    known = ~np.isnan(score) & ~np.isnan(outcome)
    rows: list[dict[str, object]] = []
    for attribute, groups in _groups(attributes, known):
        counted = np.logical_or.reduce([*groups.values()])
        for name, here in groups.items():
            gap, lower, upper = _beyond_score(score[counted], outcome[counted], here[counted])
            verdict: Verdict = "passes"
            if gap > SMALL:
                verdict = "fails" if lower > 0 else "watch"
            figures = (attribute, name, int(here.sum()), gap, lower, upper, verdict)
            rows.append(dict(zip(CALIBRATION, figures, strict=True)))
    return pd.DataFrame(rows, columns=list(CALIBRATION))


def _groups(
    attributes: Mapping[str, Sequence[str | None]], known: Flags
) -> Iterator[tuple[str, dict[str, Flags]]]:
    """Yield attributes with two groups or more that are large enough, and who is in each."""
    for attribute, given in attributes.items():
        values = np.array(["" if one is None else one for one in given], dtype=object)
        groups = {
            name: here
            for name in sorted({*values[known].tolist()} - {""})
            if (here := known & (values == name)).sum() >= SMALLEST_GROUP
        }
        if len(groups) > 1:
            yield attribute, groups


def _fisher(one: Flags, other: Flags) -> float:
    table = np.array([[part.sum(), (~part).sum()] for part in (one, other)], dtype=np.int64)
    return float(stats.fisher_exact(table).pvalue)


def _beyond_score(score: Floats, outcome: Floats, member: Flags) -> tuple[float, float, float]:
    """Regress the outcome on score and membership; membership's part in residual deviations."""
    design = np.column_stack([np.ones(len(score)), score - score.mean(), member.astype(float)])
    free = len(score) - np.linalg.matrix_rank(design)
    if free < 1:
        return np.nan, np.nan, np.nan
    inverse = np.linalg.pinv(design.T @ design)
    fitted = inverse @ design.T @ outcome
    spread = float(np.sqrt(((outcome - design @ fitted) ** 2).sum() / free))
    if not spread > 1e-12:
        return np.nan, np.nan, np.nan
    gap = float(fitted[2] / spread)
    half = float(stats.t.ppf(0.975, free) * np.sqrt(inverse[2, 2]))
    return gap, gap - half, gap + half
