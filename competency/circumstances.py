"""What circumstances do to every indicator: case mix, raters, teams and their drift, as one frame.

The model is `crossed`; taking its effects out of each agent's month is `evidence`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from competency.columns import Ints, month_starts
from competency.crossed import Cells, Factor, Fit
from competency.crossed_binomial import fit_binomial
from competency.crossed_gaussian import fit_gaussian
from competency.frames import conform, empty
from competency.framework import Framework, Indicator
from competency.samples import Sample, samples

#: An agent is one group for half a year: long enough to learn from, short enough that growing into
#: harder cases does not make them look easier.
BLOCK_MONTHS = 6
#: With so many cells difficulty is known to a few hundredths of a logit; more only costs time.
ENOUGH_CELLS = 100_000
#: Prior variance of a level's effect, in residual variances: the weight of four cases.
_MIX_GAUSSIAN = 0.25
_MIX_LOGIT = 1.0
#: Able agents are given the harder cases. Were agents as random as they are for their own scores,
#: a tenth of the difficulty would pass for their ability: so they are nearly fixed here.
_LOOSENESS = 30.0
#: Far below any standard error.
_TOLERANCE = 3e-3
#: Of the criterion -2 log REML: a hundredth of what would count as evidence.
_TOLERANCE_REML = 0.02

#: A level of a factor by name, and the half-year it is meant for, counted from the first.
Level = tuple[str, int | None]


def block(month: Ints, first: int) -> Ints:
    """Return the half-year of each month, counted from `first`."""
    return np.asarray((month - first) // BLOCK_MONTHS)


def fit_circumstances(
    framework: Framework, contacts: pd.DataFrame, marks: pd.DataFrame
) -> pd.DataFrame:
    """Return the frame `fitted_effects`: effects and variances of every indicator.

    One fit over all evidence given (at most `ENOUGH_CELLS` cells an indicator, of agents drawn by
    their id). Effects are deviations: logits for shares of contacts, natural logs for durations,
    shares for marks. A level's effect may move from half-year to half-year (factor `..._drift`, its
    first month in `since`) as far as the same people's other cases show it. Levels with little
    evidence stay near 0. Rows with factor 'variance' hold variances, by source in `level`; the row
    'intercept' is the average case, its `since` the month half-years count from.

    Args:
        framework: resolved, with what the exports lack switched off.
        contacts: see `samples.samples`.
        marks: see `samples.samples`.
    """
    rows: list[pd.DataFrame] = []
    for item, whole in samples(framework, contacts, marks):
        sample = _enough(whole)
        first = int(whole.month.min())
        part = block(sample.month, first)
        factors = list(_factors(item, sample, part))
        group = np.unique(sample.agent * (int(part.max()) + 1) + part, return_inverse=True)[1]
        cells = Cells(
            group.astype(np.int64),
            sample.n,
            sample.total,
            sample.total_sq,
            tuple(factor for factor, _ in factors),
        )
        if item.kind == "binary":
            fit = fit_binomial(cells, _TOLERANCE, _LOOSENESS)
        else:
            fit = fit_gaussian(cells, smallest_variance(item), _TOLERANCE_REML, _LOOSENESS)
        rows.append(_rows(item, sample, cells, fit, [names for _, names in factors], first))
    rows = [frame for frame in rows if len(frame)]
    if not rows:
        return empty("fitted_effects")
    return conform(pd.concat(rows, ignore_index=True), "fitted_effects")


def smallest_variance(item: Indicator) -> float:
    """Return the least variance one value may have: few identical values prove little."""
    return (
        0.05**2 if item.unit in ("minutes", "seconds") else (0.1 * (item.target - item.floor)) ** 2
    )


def _enough(sample: Sample) -> Sample:
    if len(sample.n) <= ENOUGH_CELLS:
        return sample
    order = pd.util.hash_array(sample.agents.to_numpy(dtype=object)).argsort(kind="stable")
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    cells_of = np.bincount(sample.agent, minlength=len(order))[order]
    chosen = int(np.searchsorted(np.cumsum(cells_of), ENOUGH_CELLS)) + 1
    return sample.take(np.nonzero(rank[sample.agent] < chosen)[0])


def _factors(item: Indicator, sample: Sample, part: Ints) -> Iterator[tuple[Factor, list[Level]]]:
    """Yield every factor that varies, with the name (and half-year) of each of its levels."""
    mix = _MIX_LOGIT if item.kind == "binary" else _MIX_GAUSSIAN
    width = int(part.max()) + 1
    for name in sample.levels.columns:
        level, found = pd.factorize(sample.levels[name], sort=True)
        if len(found) < 2:
            continue
        names = [str(one) for one in found]
        variance = None if name in ("rater", "team") else mix
        yield (
            Factor(name, level.astype(np.int64), len(names), variance),
            [(one, None) for one in names],
        )
        if name in ("issue_type", "rater") and width > 1:
            moving, pairs = pd.factorize(level * width + part, sort=True)
            dated: list[Level] = [(names[pair // width], pair % width) for pair in pairs.tolist()]
            yield Factor(f"{name}_drift", moving.astype(np.int64), len(dated), None), dated


def _rows(
    item: Indicator,
    sample: Sample,
    cells: Cells,
    fit: Fit,
    names: Sequence[list[Level]],
    first: int,
) -> pd.DataFrame:
    columns: dict[str, list[object]] = {
        key: [] for key in ("factor", "level", "since", "effect", "std_error", "n")
    }

    def add(
        factor: str, level: str, since: int | None, effect: float, error: float, n: float
    ) -> None:
        start = None if since is None else month_starts(np.array([since]))[0]
        for key, value in zip(columns, (factor, level, start, effect, error, n), strict=True):
            columns[key].append(value)

    error = np.sqrt(fit.contrast_variance)
    # Effects are told against the centre's mix: the mean of a factor over all cases goes into the
    # intercept.
    level_mean = fit.effect[0]
    for place, (factor, levels) in enumerate(zip(cells.factors, names, strict=True)):
        start = int(cells.offsets[place])
        volume = np.bincount(factor.level, sample.n, factor.size)
        effect = fit.effect[start : start + factor.size]
        mean = float((volume * effect).sum() / volume.sum())
        level_mean += mean
        for index, (name, part) in enumerate(levels):
            since = None if part is None else first + part * BLOCK_MONTHS
            add(factor.name, name, since, float(effect[index]) - mean,
                float(error[start + index]), float(volume[index]))  # fmt: skip
        add("variance", factor.name, None, fit.factor_variance[place], np.nan, float(factor.size))
    volume_all = float(sample.n.sum())
    add("intercept", "", first, float(level_mean), float(error[0]), volume_all)
    add("variance", "agent", None, fit.group_variance, np.nan, float(cells.groups))
    add("variance", "residual", None, fit.residual_variance, np.nan, volume_all)
    frame = pd.DataFrame(columns)
    frame["since"] = pd.to_datetime(frame["since"])
    frame.insert(0, "indicator", item.key)
    return frame
