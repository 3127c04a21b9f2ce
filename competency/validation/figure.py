"""One measured figure: ours, the spreadsheet's beside it, how sure, and what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from competency.columns import Floats


@dataclass(frozen=True)
class Figure:
    """A figure of one scenario.

    Attributes:
        scenario: key of the scenario.
        key: what is measured; see `tolerances` and the report for words.
        part: dimension, fifth or tier it is of; empty for the whole.
        ours: NaN where it cannot be measured.
        raw: that of a spreadsheet's raw averages; NaN where a spreadsheet has none.
        std_error: of ours over the seeds; NaN with one seed.
        cases: people, person-years or jumps behind it, as the figure has it.
        by_seed: ours by seed.
        low, high: the tolerance; None: shown only.
    """

    scenario: str
    key: str
    ours: float
    raw: float = float("nan")
    std_error: float = float("nan")
    cases: float = 0.0
    part: str = ""
    by_seed: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def ok(self) -> bool | None:
        """Whether it keeps its tolerance; None without one. What cannot be measured does not.

        >>> Figure("ordinary", "rmse_ratio", 0.5, high=0.55).ok
        True
        """
        if self.low is None and self.high is None:
            return None
        low = -np.inf if self.low is None else self.low
        high = np.inf if self.high is None else self.high
        # Sums of decimals: a figure on the line is within.
        return bool(low - 1e-9 <= self.ours <= high + 1e-9)


def averaged(
    scenario: str,
    key: str,
    ours: Sequence[float],
    raw: Sequence[float] = (),
    *,
    cases: float = 0.0,
    part: str = "",
) -> Figure:
    """Return the mean over the seeds, each counting the same; without the figure it is left out.

    >>> averaged("ordinary", "rmse_ratio", [0.5, 0.6]).std_error.__round__(3)
    0.05
    """
    values = known(ours)
    error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else float("nan")
    return Figure(
        scenario,
        key,
        mean(values),
        mean(known(raw)),
        float(error),
        cases,
        part,
        tuple(float(value) for value in ours),
    )


def known(values: Sequence[float] | Floats) -> Floats:
    """Return the values that are numbers."""
    given = np.asarray(values, dtype=np.float64)
    return given[~np.isnan(given)]


def mean(values: Floats) -> float:
    """Return the mean, NaN of nothing."""
    return float(values.mean()) if len(values) else float("nan")


def correlation(one: Floats, other: Floats) -> float:
    """Return the correlation; NaN where either is constant or there are fewer than three.

    >>> correlation(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])).__round__(6)
    1.0
    """
    both = ~(np.isnan(one) | np.isnan(other))
    one, other = one[both], other[both]
    if len(one) < 3 or one.std() == 0 or other.std() == 0:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def root_mean_square(values: Floats) -> float:
    """Return the root mean square of the numbers among the values."""
    given = known(values)
    return float(np.sqrt((given**2).mean())) if len(given) else float("nan")
