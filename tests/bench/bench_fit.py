"""How cost grows with size: the exponent of a power law, with its standard error."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Growth:
    """A fitted power law, cost = factor x size ^ exponent.

    Attributes:
        exponent: 1 where the cost doubles with the size.
        std_error: of the exponent; nan with two points, which leave nothing over.
        factor: the cost of size 1.
        points: how many were fitted.
    """

    exponent: float
    std_error: float
    factor: float
    points: int


def fit_growth(sizes: Sequence[float], costs: Sequence[float], fixed: float = 0.0) -> Growth | None:
    """Fit by least squares of log cost, less what is fixed, on log size.

    Args:
        sizes: above 0.
        costs: of each size, in the same order; points not above `fixed` are left out.
        fixed: what the command costs with next to nothing to do.

    Returns:
        None where fewer than two sizes are left.

    >>> fit_growth([1, 2, 4], [13, 16, 22], fixed=10)
    Growth(exponent=1.0, std_error=0.0, factor=3.0, points=3)
    """
    pairs = [
        (math.log(size), math.log(cost - fixed))
        for size, cost in zip(sizes, costs, strict=True)
        if cost > fixed
    ]
    if len({x for x, _ in pairs}) < 2:
        return None
    n = len(pairs)
    mean_x, mean_y = sum(x for x, _ in pairs) / n, sum(y for _, y in pairs) / n
    spread = sum((x - mean_x) ** 2 for x, _ in pairs)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in pairs) / spread
    left = sum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in pairs)
    error = math.sqrt(left / (n - 2) / spread) if n > 2 else math.nan
    return Growth(round(slope, 6), round(error, 6), round(math.exp(mean_y - slope * mean_x), 6), n)
