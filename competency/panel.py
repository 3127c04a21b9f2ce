"""Monthly evidence side by side: the frame `measured_agents` as arrays over agents and months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Floats
from competency.evidence import by_indicator
from competency.framework import Framework, Indicator
from competency.grid import Grid


@dataclass(frozen=True)
class Panel:
    """Evidence as arrays of shape (agents, months, indicators), signed: more is better."""

    grid: Grid
    items: tuple[Indicator, ...]
    sign: Floats
    n: Floats
    raw: Floats
    value: Floats
    variance: Floats
    shared: Floats


def gather(framework: Framework, measured: pd.DataFrame, grid: Grid) -> Panel:
    """Return the frame `measured_agents` as arrays over the grid."""
    # Evidence of people or months that are not scored teaches nothing about those that are.
    found = [
        (item, rows)
        for item, rows in by_indicator(framework, measured)
        if grid.places(rows)[2].any()
    ]
    items = tuple(item for item, _ in found)
    sign = np.array([1.0 if item.direction == "higher" else -1.0 for item in items])
    tables = {
        name: np.full((*grid.shape, len(items)), blank)
        for name, blank in (
            ("n", 0.0), ("raw", np.nan), ("estimate", np.nan), ("variance", np.nan),
            ("shared_variance", np.nan),
        )
    }  # fmt: skip
    for place, (_, rows) in enumerate(found):
        agent, month, inside = grid.places(rows)
        for name, table in tables.items():
            table[agent[inside], month[inside], place] = rows[name].to_numpy(dtype=float)[inside]
    return Panel(
        grid,
        items,
        sign,
        tables["n"],
        tables["raw"],
        tables["estimate"] * sign,
        tables["variance"],
        tables["shared_variance"],
    )


def rolling(values: Floats, window: int) -> Floats:
    """Return sums over the last months up to each month, axis 1."""
    summed = values.cumsum(axis=1)
    before = np.zeros_like(summed)
    before[:, window:] = summed[:, :-window]
    return np.asarray(summed - before)
