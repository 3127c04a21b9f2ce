"""What each course did for one dimension: generalised least squares over everybody's months.

    y_at = month_t + tenure_at + during_at + keen (taken_a - mean) (t - mid)
           + sum_c effect_c 1[t > t_ac] + what `person_paths` says

Sent because of a bad month, a person is expected to be better the next one; the covariance knows
by how much, so what is left is the course's. Valid where what decided about a course is in the
months observed. Who asks for courses may rise all along: the slope may hang on how many courses a
person took (correlated random effects; Mundlak 1978). That counts courses still to come, which is
wrong where people are sent for falling below their own level: it stays only where it is clearly
seen (z of 2 or more).

Two checks come beside it, from the same equations with columns for the months before a course:
an effect before it started (placebo), and a rise or fall then (pre-trend).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from competency.columns import Flags, Floats, Ints
from competency.person_paths import Filter, Variances, build_filter, learn_variances
from competency.training_events import Events, after, during, placebo, pre_trend, usable

#: Rounds of variances given effects, effects given variances.
_ROUNDS = 2
#: Those who take more courses rise faster by themselves: looked at from this z on.
_KEEN = 2.0
#: People handled at once.
_TOGETHER = 500
#: Prior deviation of any coefficient but months': so wide that it only matters where the evidence
#: cannot tell two courses apart.
_VAGUE = 3.0
#: Months of tenure after which what is still to be learnt on the job falls to a third.
_TENURE = (3.0, 12.0)


@dataclass(frozen=True)
class Effects:
    """Arrays by course, NaN where nobody took it; in standard deviations between people.

    n: people with evidence before and after; checked: those of them with evidence in the months
    that the checks look at. placebo: how far they stood then off what all other months say,
    placebo_z in its deviations; trend_z: of a rise then. keen_z: of those who take more courses
    rising faster, course or no course. covariance: of the estimates, (courses, courses).
    """

    estimate: Floats
    error: Floats
    n: Ints
    placebo: Floats
    placebo_z: Floats
    trend_z: Floats
    keen_z: float
    checked: Ints
    variances: Variances
    covariance: Floats


def estimate_uplifts(
    value: Floats, variance: Floats, events: Events, tenure: Floats | None = None
) -> Effects | None:
    """Return every course's effect on one dimension; None where nobody can be compared.

    Args:
        value: evidence of shape (months, agents), NaN where there is none.
        variance: its sampling variance.
        events: who completed what when.
        tenure: months in service, (months, agents); NaN where unknown. None: not looked at.
    """
    known = ~np.isnan(value) & (variance > 0)
    events = usable(events, known)
    counts = events.counts()
    taken = np.flatnonzero(counts)
    if not len(taken):
        return None
    doubt = np.where(known, variance, np.nan)
    seen = np.where(known, value, 0.0)
    design = _Design(events, taken, tenure, value.shape)
    # To begin with the months' means, then what the courses explain as well.
    levels = seen.sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    residual = seen - levels[:, None]
    variances: Variances | None = None
    for left in reversed(range(_ROUNDS)):
        variances = learn_variances(residual, doubt, variances)
        gains = build_filter(doubt, variances)
        moments = design.moments(seen, gains, checks=not left)
        solved = _solve(moments, design.plain)
        residual = seen - design.fitted(solved[0], known)
    assert variances is not None  # noqa: S101
    keen_z = float(solved[0][design.span] / np.sqrt(solved[1][design.span, design.span]))
    if keen_z < _KEEN:
        # Courses still to come count in it: where people are sent for falling below themselves,
        # it would take their recovery for the courses'.
        moments[design.span, :] = moments[:, design.span] = 0.0
        solved = _solve(moments, design.plain)
    checked = _solve(moments, len(moments) - 1)
    return _effects(design, counts, solved, checked, variances, known, keen_z)


class _Design:
    """Columns: months, keen, during, tenure, courses; then by course placebo and pre-trend."""

    def __init__(
        self, events: Events, taken: Ints, tenure: Floats | None, shape: tuple[int, ...]
    ) -> None:
        self.events, self.taken = events, taken
        self.span, self.agents = shape
        place = np.full(len(events.courses), -1)
        place[taken] = np.arange(len(taken))
        self.column = place[events.course]
        took = np.bincount(events.agent, minlength=self.agents)
        middle = np.arange(self.span)[:, None] - (self.span - 1) / 2
        self.shared = [
            middle / self.span * (took - took.mean()),
            during(events, self.span, self.agents),
        ]
        if tenure is not None:
            known = ~np.isnan(tenure)
            left = np.where(known, np.maximum(tenure, 0), np.inf)
            self.shared += [np.exp(-left / scale) for scale in _TENURE]
        self.by_event = [after(events, self.span)]
        self.by_event += [one(events, self.span) for one in (placebo, pre_trend)]
        #: Where the courses' columns begin, and the number of columns without the checks'.
        self.first = self.span + len(self.shared)
        self.plain = self.first + len(taken)

    def moments(self, seen: Floats, gains: Filter, checks: bool) -> Floats:
        """Return the cross products of all columns and, last, of the evidence, whitened."""
        kinds = self.by_event if checks else self.by_event[:1]
        taught = self._taught(kinds, gains)
        inner = taught.shape[1]
        width = self.first + inner + 1
        dense = np.r_[: self.first, width - 1]
        mid = np.arange(self.first, width - 1)
        total = np.zeros((width, width))
        total[np.ix_(mid, mid)] = (taught.T @ taught).toarray()
        everybody = np.arange(self.agents)
        others = [gains.whiten(one, everybody) for one in [*self.shared, seen]]
        for start in range(0, self.agents, _TOGETHER):
            people = everybody[start : start + _TOGETHER]
            level = gains.whiten(
                np.tile(np.eye(self.span), (1, len(people))), np.repeat(people, self.span)
            )
            level = level.reshape(self.span, len(people), -1).swapaxes(0, 1)
            block = np.concatenate(
                [level, np.stack([one[:, people].T for one in others], axis=2)], axis=2
            ).reshape(-1, len(dense))
            total[np.ix_(dense, dense)] += block.T @ block
            rows = slice(start * self.span, (start + len(people)) * self.span)
            total[np.ix_(mid, dense)] += taught[rows].T @ block
        total[np.ix_(dense, mid)] = total[np.ix_(mid, dense)].T
        return total

    def _taught(self, kinds: list[Floats], gains: Filter) -> sparse.csr_array:
        """Return whitened columns of courses, kind by kind; rows are months of people."""
        month = np.arange(self.span)[:, None]
        row = np.broadcast_to(self.events.agent * self.span + month, kinds[0].shape)
        parts = [gains.whiten(one, self.events.agent) for one in kinds]
        at = [
            np.broadcast_to(self.column + k * len(self.taken), row.shape) for k in range(len(parts))
        ]
        value = np.concatenate([one.ravel() for one in parts])
        place = (np.tile(row.ravel(), len(parts)), np.concatenate([one.ravel() for one in at]))
        size = (self.agents * self.span, len(parts) * len(self.taken))
        found = sparse.csr_array((value, place), shape=size)
        found.eliminate_zeros()
        return found

    def fitted(self, coefficient: Floats, known: Flags) -> Floats:
        """Return what months, tenure and courses explain, shape (months, agents)."""
        total = np.where(known, coefficient[: self.span, None], 0.0)
        for place, one in enumerate(self.shared):
            total += coefficient[self.span + place] * one
        effect = coefficient[self.first + self.column]
        np.add.at(total.T, self.events.agent, (self.by_event[0] * effect).T)
        return np.asarray(np.where(known, total, 0.0))


def _solve(moments: Floats, width: int) -> tuple[Floats, Floats]:
    """Return coefficients of the first columns and their covariance."""
    vague = np.full(width, 1 / _VAGUE**2)
    inverse = np.asarray(np.linalg.inv(moments[:width, :width] + np.diag(vague)), np.float64)
    return inverse @ moments[:width, -1], inverse


def _effects(
    design: _Design,
    counts: Ints,
    solved: tuple[Floats, Floats],
    checked: tuple[Floats, Floats],
    variances: Variances,
    known: Flags,
    keen_z: float,
) -> Effects:
    taken, events = design.taken, design.events

    def spread(found: tuple[Floats, Floats], kind: int) -> tuple[Floats, Floats]:
        start = design.first + kind * len(taken)
        mine = np.arange(start, start + len(taken))
        value, error = np.full(len(counts), np.nan), np.full(len(counts), np.nan)
        value[taken] = found[0][mine]
        error[taken] = np.sqrt(np.diag(found[1])[mine])
        return value, error

    estimate, error = spread(solved, 0)
    early, early_error = spread(checked, 1)
    trend, trend_error = spread(checked, 2)
    covariance = np.full((len(counts), len(counts)), np.nan)
    mine = design.first + np.arange(len(taken))
    covariance[np.ix_(taken, taken)] = solved[1][np.ix_(mine, mine)]
    looked = ((placebo(events, design.span) > 0) & known[:, events.agent]).any(axis=0)
    return Effects(
        estimate,
        error,
        counts,
        early,
        early / early_error,
        trend / trend_error,
        keen_z,
        events.take(np.asarray(looked)).counts(),
        variances,
        covariance,
    )
