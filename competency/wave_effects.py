"""What a training drawn by lot did: groups compared as they were drawn, whoever really came.

    y_ut = month_t + effect 1[t > start of u's group] + begun 1[t = start] + what people do anyway

for units u, people or whole teams: generalised least squares of a stepped wedge (Hussey and Hughes
2007), with drifting units (`person_paths`) as in Hooper et al. 2016; one start and a group that
never begins make a parallel trial. The month a group begins in is neither before nor after (Hemming
et al. 2015).
Beside the interval stands what the lot alone could have done: the same score over draws that might
have come out instead (Fisher 1935), weighed without looking at the groups: it needs no model to be
right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from competency.columns import Floats, Ints
from competency.person_paths import Filter, build_filter, learn_variances

#: A group that never begins.
NEVER = -1_000
#: Rounds of variances given the effect, effect given variances.
_ROUNDS = 2


@dataclass(frozen=True)
class WaveEffect:
    """The effect in standard deviations between people, with its 90 % interval.

    chance: share of draws by lot with an effect as far from 0, NaN without draws; units: compared.
    """

    effect: float
    std_error: float
    lower: float
    upper: float
    chance: float
    units: int


def team_evidence(value: Floats, variance: Floats, team: Ints) -> tuple[Floats, Floats]:
    """Return evidence of whole teams, shape (months, teams), from people's, (months, agents).

    Plain means: a team's estimate must not move because somebody's evidence was thinner this month.

    Args:
        value: NaN where there is none.
        variance: its sampling variance.
        team: place of each agent's team when the wave was drawn, -1 for none.
    """
    size = int(team.max(initial=-1)) + 1
    member = (team[:, None] == np.arange(size)).astype(np.float64)
    known = ~np.isnan(value)
    n = known.astype(np.float64) @ member
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (np.where(known, value, 0.0) @ member) / n
        doubt = (np.where(known, variance, 0.0) @ member) / n**2
    return np.where(n > 0, mean, np.nan), np.where(n > 0, doubt, np.nan)


def estimate_wave(
    value: Floats, variance: Floats, group: Ints, starts: Ints, redrawn: Ints | None = None
) -> WaveEffect | None:
    """Return what the training did on one dimension; None where groups cannot be compared.

    Args:
        value: evidence of shape (months, units), NaN where there is none.
        variance: its sampling variance.
        group: of each unit, as drawn.
        starts: month in which each group begins, as a place; NEVER: not at all.
        redrawn: groups as they might have come out instead, shape (draws, units).
    """
    span, units = value.shape
    known = ~np.isnan(value) & (variance > 0)
    doubt = np.where(known, variance, np.nan)
    seen = np.where(known, value, 0.0)
    counted = int(known.any(axis=0).sum())
    after, begun = after_start(starts, span), at_start(starts, span)
    took = after[:, group] * known
    spare = counted - len(starts)
    if spare < 2 or not ((took.sum(axis=1) > 0) & (took < known).any(axis=1)).any():
        return None
    levels = seen.sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    residual = np.where(known, seen - levels[:, None], 0.0)
    variances = learn_variances(residual, doubt)
    chance = float("nan")
    if redrawn is not None and len(redrawn):
        lot = _Lot(build_filter(doubt, variances), seen, after, begun)
        others = np.abs([lot.score(groups) for groups in redrawn])
        as_far = int((others >= abs(lot.score(group)) - 1e-9).sum())
        chance = (as_far + 1) / (len(redrawn) + 1)
    for turn in range(_ROUNDS):
        gains = build_filter(doubt, variances)
        columns = np.concatenate(
            [_months(gains), _whiten(gains, begun[:, group])[..., None]], axis=2
        ).reshape(span * units, -1)
        inverse = np.asarray(np.linalg.pinv(columns.T @ columns, hermitian=True), np.float64)
        # What months and beginning explain is taken out of the evidence and of the training.
        rest = _without(_whiten(gains, seen).ravel(), columns, inverse)
        training = _without(_whiten(gains, after[:, group]).ravel(), columns, inverse)
        precision = float(training @ training)
        if precision < 1e-9:
            return None
        effect = float(training @ rest) / precision
        if turn + 1 < _ROUNDS:
            left = seen - effect * after[:, group]
            fitted = inverse @ (columns.T @ _whiten(gains, left).ravel())
            left = left - fitted[:span, None] - fitted[span] * begun[:, group]
            variances = learn_variances(np.where(known, left, 0.0), doubt, variances)
    error = float(np.sqrt(1 / precision))
    # Units, not months, are what there is many of.
    half = float(special.stdtrit(spare, 0.95)) * error
    return WaveEffect(effect, error, effect - half, effect + half, chance, counted)


class _Lot:
    """Scores draws against evidence; what units add to sums is worked out once."""

    def __init__(self, gains: Filter, seen: Floats, after: Floats, begun: Floats) -> None:
        span, units = seen.shape
        month = _months(gains)
        flat = month.reshape(span * units, span)
        self.inverse = np.asarray(np.linalg.pinv(flat.T @ flat, hermitian=True), np.float64)
        rest = _without(_whiten(gains, seen).ravel(), flat, self.inverse).reshape(span, units)
        every = [np.stack([_whiten(gains, _wide(one, units)) for one in kind.T])
                 for kind in (after, begun)]  # fmt: skip
        self.with_rest = [np.einsum("gtu,tu->gu", one, rest) for one in every]
        self.with_month = [np.einsum("gtu,tum->gum", one, month) for one in every]
        self.pairs = [np.einsum("gtu,gtu->gu", every[one], every[other])
                      for one, other in ((0, 0), (0, 1), (1, 1))]  # fmt: skip

    def score(self, group: Ints) -> float:
        """Return the effect in its standard errors had the lot fallen so; 0 where it has none."""
        here = (group, np.arange(len(group)))
        one, other = (found[here].sum(axis=0) for found in self.with_month)
        own, both, begun = (
            found[here].sum() - first @ self.inverse @ second
            for found, first, second in zip(
                self.pairs, (one, one, other), (one, other, other), strict=True
            )
        )
        top, share = self.with_rest[0][here].sum(), 0.0
        if begun > 1e-9:
            share = both / begun
            top -= share * self.with_rest[1][here].sum()
        size = own - share * both
        return float(top / np.sqrt(size)) if size > 1e-9 else 0.0


def after_start(starts: Ints, span: int) -> Floats:
    """Return 1 in the months after each group's start, shape (months, groups).

    >>> after_start(np.array([1, NEVER]), 3).tolist()
    [[0.0, 0.0], [0.0, 0.0], [1.0, 0.0]]
    """
    month = np.arange(span)[:, None]
    return np.asarray((month > starts) & (starts != NEVER), np.float64)


def at_start(starts: Ints, span: int) -> Floats:
    """Return 1 in the month each group begins in, shape (months, groups).

    >>> at_start(np.array([1, NEVER]), 3).tolist()
    [[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]]
    """
    return np.asarray(np.arange(span)[:, None] == starts, np.float64)


def _months(gains: Filter) -> Floats:
    """Return a column a month for everybody, whitened, shape (months, units, months)."""
    span, units = gains.weight.shape
    columns = np.tile(np.eye(span), (1, units))
    whitened = gains.whiten(columns, np.repeat(np.arange(units), span))
    return whitened.reshape(span, units, span)


def _whiten(gains: Filter, columns: Floats) -> Floats:
    return gains.whiten(columns, np.arange(columns.shape[1]))


def _wide(column: Floats, units: int) -> Floats:
    return np.repeat(column[:, None], units, axis=1)


def _without(column: Floats, others: Floats, inverse: Floats) -> Floats:
    return np.asarray(column - others @ (inverse @ (others.T @ column)))
