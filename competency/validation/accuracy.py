"""Figures of the scores in the last month: error, coverage of intervals, hang on case hardness."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from competency.columns import Floats, Ints
from competency.intervals import Z90
from competency.validation.comparison import Comparison, best_line
from competency.validation.figure import (
    Figure,
    averaged,
    correlation,
    mean,
    root_mean_square,
)

FIFTHS = 5


def error_figures(
    scenario: str, centres: Sequence[Comparison], dimensions: Sequence[str]
) -> list[Figure]:
    """Error of composites and dimensions against the truth, after the line that best maps them."""
    ours = [root_mean_square(composite_error(one)) for one in centres]
    raw = [root_mean_square(raw_error(one)) for one in centres]
    people = float(sum(one.judged.sum() for one in centres))
    told = [root_mean_square((one.told - one.truth[:, -1])[one.judged]) for one in centres]
    ratios = [a / b if b > 0 else float("nan") for a, b in zip(ours, raw, strict=True)]
    figures = [
        averaged(scenario, "composite_rmse", ours, raw, cases=people),
        averaged(scenario, "rmse_ratio", ratios, [1.0], cases=people),
        averaged(
            scenario,
            "oracle_ratio",
            [a / b if b > 0 else float("nan") for a, b in zip(told, raw, strict=True)],
            [1.0],
            cases=people,
        ),
    ]
    for place, name in enumerate(dimensions):
        pairs = [_dimension_errors(one, place) for one in centres]
        figures.append(
            averaged(
                scenario,
                "dimension_rmse",
                [pair[0] for pair in pairs],
                [pair[1] for pair in pairs],
                cases=people,
                part=name,
            )
        )
    return figures


def coverage_figures(
    scenario: str, centres: Sequence[Comparison], dimensions: Sequence[str], drawings: int = 1
) -> list[Figure]:
    """Share of 90 % intervals that hold the truth: composites, by fifth of volume, dimensions.

    People drawn several times count once as cases: what is special to them errs in each drawing.
    """
    covered = [covers(one) for one in centres]
    place = [fifth_of_volume(one) for one in centres]
    people = sum((~np.isnan(one)).sum() for one in covered) / drawings
    figures = [
        averaged(scenario, "coverage", [share(one) for one in covered], cases=people),
    ]
    for fifth in range(FIFTHS):
        mine = [one[where == fifth] for one, where in zip(covered, place, strict=True)]
        figures.append(
            averaged(
                scenario,
                "coverage_fifth",
                [share(one) for one in mine],
                cases=sum((~np.isnan(one)).sum() for one in mine) / drawings,
                part=str(fifth + 1),
            )
        )
    for column, name in enumerate(dimensions):
        shares = [share(_covers_dimension(one, column)) for one in centres]
        figures.append(averaged(scenario, "dimension_coverage", shares, cases=people, part=name))
    return figures


def hardness_figures(scenario: str, centres: Sequence[Comparison]) -> list[Figure]:
    """Correlation of the error with the hardness of the agent's cases, in two readings.

    Plain: score minus truth. A score that is unsure leans towards the mean, so its error hangs
    together with ability, and with whatever able people get, such as harder cases: that part is no
    bias of case mix. At equal ability: what is left of the score after the true abilities.
    """
    return [
        averaged(
            scenario,
            "hardness_plain",
            [correlation(composite_error(one), one.hardness[one.judged]) for one in centres],
            [correlation(raw_error(one), one.hardness[one.judged]) for one in centres],
            cases=float(sum(one.judged.sum() for one in centres)),
        ),
        averaged(
            scenario,
            "hardness",
            [correlation(at_equal_ability(one, one.believed), one.hardness) for one in centres],
            [correlation(at_equal_ability(one, one.raw_believed), one.hardness) for one in centres],
            cases=float(sum(one.judged.sum() for one in centres)),
        ),
    ]


def evidence_figures(scenario: str, centres: Sequence[Comparison]) -> list[Figure]:
    """Share of people active in the last month who are not placed for want of evidence."""
    shares = []
    for one in centres:
        active = ~np.isnan(one.volume[:, -1])
        shares.append(mean(np.isnan(one.tier[active, -1]).astype(np.float64)))
    people = float(sum((~np.isnan(one.volume[:, -1])).sum() for one in centres))
    return [averaged(scenario, "insufficient", shares, [0.0], cases=people)]


def composite_error(one: Comparison) -> Floats:
    """Return score minus truth of the judged agents, on the scale of the truth."""
    return (one.believed - one.truth[:, -1])[one.judged]


def raw_error(one: Comparison) -> Floats:
    """Return the spreadsheet's error of the same agents."""
    return (one.raw_believed - one.truth[:, -1])[one.judged]


def covers(one: Comparison) -> Floats:
    """Return 1 where the 90 % interval of the last month holds the truth, NaN for the unjudged."""
    error = np.abs(one.believed - one.truth[:, -1])
    inside = error <= Z90 * np.abs(one.slope) * one.std_error[:, -1]
    return np.where(one.judged, inside, np.nan)


def fifth_of_volume(one: Comparison) -> Ints:
    """Return 0 to 4 by rank of the pieces of evidence among the judged, -1 for the others."""
    out = np.full(len(one.agents), -1)
    judged = np.flatnonzero(one.judged)
    order = np.argsort(one.volume[judged, -1], kind="stable")
    out[judged[order]] = np.arange(len(judged)) * FIFTHS // max(len(judged), 1)
    return out


def share(covered: Floats) -> float:
    """Return the share of ones among the numbers."""
    return mean(covered[~np.isnan(covered)])


def at_equal_ability(one: Comparison, believed: Floats) -> Floats:
    """Return what is left of the scores after the true abilities, NaN for the unjudged.

    With fewer than twenty people there is nothing to take six abilities out of.
    """
    out = np.full(len(one.agents), np.nan)
    rows = np.flatnonzero(one.judged)
    if len(rows) >= 20:
        known = np.column_stack([np.ones(len(rows)), one.ability[rows, -1]])
        solved = np.linalg.lstsq(known, believed[rows], rcond=None)[0]
        out[rows] = believed[rows] - known @ solved
    return out


def _dimension_errors(one: Comparison, place: int) -> tuple[float, float]:
    truth = np.where(one.judged, one.ability[:, -1, place], np.nan)
    pair = []
    for values in (one.score[:, -1, place], one.raw_score[:, place]):
        slope, intercept = best_line(values, truth)
        pair.append(root_mean_square(intercept + slope * values - truth))
    return pair[0], pair[1]


def _covers_dimension(one: Comparison, place: int) -> Floats:
    truth = np.where(one.judged, one.ability[:, -1, place], np.nan)
    score = one.score[:, -1, place]
    slope, intercept = best_line(score, truth)
    error = np.abs(intercept + slope * score - truth)
    inside = error <= Z90 * abs(slope) * one.score_error[:, -1, place]
    return np.where(np.isnan(error), np.nan, inside)
