"""A training drawn by lot: who begins when, so that the comparison of groups is fair by design.

People (or whole teams) are sorted by how able they are within their strata and cut into blocks; in
each block the lot decides who begins when: a randomised block design (Fisher 1935). Groups that
begin one after another make a stepped wedge (Hussey and Hughes 2007); one group that never begins
within the window makes a parallel trial. What came of it is `wave_effects`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import Floats, Ints, numbers, require
from competency.errors import CompetencyError

#: Draws looked at; the best balanced tenth of them goes into the lot.
_CANDIDATES, _KEPT = 200, 20


@dataclass(frozen=True)
class Wave:
    """A drawn wave.

    assignment: unit_id, stratum, block, group (from 0), in the order of unit_id.
    balance: covariate, group, n, mean, difference (from all units, in standard deviations).
    seed: with the same units it gives the same draw, in whatever order they come.
    """

    assignment: pd.DataFrame
    balance: pd.DataFrame
    seed: int


def draw_wave(units: pd.DataFrame, groups: int, seed: int, covariates: Sequence[str] = ()) -> Wave:
    """Draw which units begin in which group.

    Args:
        units: unit_id and, where wanted, stratum (text; blocks never cross it), score (blocks are
            of similar scores; null counts as average), and the covariates.
        groups: number of groups, at least 2.
        seed: of the lot; recorded with the result.
        covariates: further columns to balance: of 200 draws one of the 20 best balanced is taken
            (constrained randomisation; Moulton 2004).

    Raises:
        CompetencyError: fewer units than groups, fewer than 2 groups, or a unit named twice.

    >>> people = pd.DataFrame({"unit_id": list("DBAC"), "score": [1.0, 5.0, 6.0, 2.0]})
    >>> drawn = draw_wave(people, groups=2, seed=1).assignment
    >>> drawn["unit_id"].tolist(), drawn["block"].tolist()
    (['A', 'B', 'C', 'D'], [1, 1, 0, 0])
    >>> sorted(drawn[drawn["block"] == 0]["group"])
    [0, 1]
    """
    require(units, "units", ("unit_id", *covariates))
    frame = units.sort_values("unit_id", kind="stable").reset_index(drop=True)
    if groups < 2 or len(frame) < groups:
        raise CompetencyError(
            f"a wave needs at least 2 groups and a unit for each; got {groups} and {len(frame)}."
        )
    if frame["unit_id"].duplicated().any() or frame["unit_id"].isna().any():
        raise CompetencyError("every unit of a wave needs a name of its own.")
    stratum = frame["stratum"].astype("string").fillna("") if "stratum" in frame else ""
    frame = frame.assign(stratum=pd.Series(stratum, frame.index, "string"))
    score = _filled(frame, "score")
    block = _blocks(frame["stratum"].to_numpy(), score, groups)
    rng = np.random.default_rng(seed)
    looked_at = np.column_stack([score, *(_filled(frame, name) for name in covariates)])
    draws = [draw_groups(block, groups, rng) for _ in range(_CANDIDATES if covariates else 1)]
    apart = np.array([_imbalance(looked_at, draw, groups) for draw in draws])
    best = np.argsort(apart, kind="stable")[:_KEPT]
    group = draws[int(rng.choice(best))]
    assignment = frame[["unit_id", "stratum"]].assign(block=block, group=group)
    return Wave(assignment, _balance(looked_at, ["score", *covariates], group, groups), seed)


def redraw_groups(block: Ints, groups: int, seed: int, draws: int) -> Ints:
    """Return how groups might have come out instead, shape (draws, units).

    The lot within blocks alone: where covariates were balanced as well, a test over these draws is
    a little cautious.

    >>> redraw_groups(np.array([0, 0]), 2, seed=1, draws=50).sum(axis=1).tolist() == [1] * 50
    True
    """
    rng = np.random.default_rng([seed, draws])
    return np.array([draw_groups(block, groups, rng) for _ in range(draws)], np.int64).reshape(
        draws, len(block)
    )


def draw_groups(block: Ints, groups: int, rng: np.random.Generator) -> Ints:
    """Return a group for every unit: in each block each group once, as far as the block goes.

    Which groups a short last block leaves out is drawn as well.
    """
    chance = rng.random(len(block))
    order = np.lexsort((chance, block))
    first = np.searchsorted(block[order], block[order])
    place = np.arange(len(block)) - first
    names = rng.random((int(block.max(initial=-1)) + 1, groups)).argsort(axis=1)
    group = np.empty(len(block), np.int64)
    group[order] = names[block[order], place]
    return group


def _filled(frame: pd.DataFrame, name: str) -> Floats:
    value = numbers(frame, name)
    return np.where(np.isnan(value), np.nanmean(value) if (~np.isnan(value)).any() else 0.0, value)


def _blocks(
    stratum: np.ndarray[tuple[int], np.dtype[np.object_]], score: Floats, size: int
) -> Ints:
    """Number blocks of so many units of similar score within a stratum."""
    order = np.lexsort((np.arange(len(score)), score, stratum))
    block = np.empty(len(score), np.int64)
    number, filled = -1, size
    last: object = None
    for row in order:
        if filled == size or stratum[row] != last:
            number, filled, last = number + 1, 0, stratum[row]
        block[row] = number
        filled += 1
    return block


def _standardised(values: Floats) -> Floats:
    deviation = values.std(axis=0)
    return np.asarray((values - values.mean(axis=0)) / np.where(deviation > 0, deviation, 1.0))


def _means(values: Floats, group: Ints, groups: int) -> Floats:
    member = (group == np.arange(groups)[:, None]).astype(np.float64)
    return np.asarray(member @ values / np.maximum(member.sum(axis=1, keepdims=True), 1.0))


def _imbalance(values: Floats, group: Ints, groups: int) -> float:
    return float((_means(_standardised(values), group, groups) ** 2).sum())


def _balance(values: Floats, names: list[str], group: Ints, groups: int) -> pd.DataFrame:
    apart = _means(_standardised(values), group, groups)
    mean = _means(values, group, groups)
    n = np.bincount(group, minlength=groups)
    return pd.DataFrame(
        {
            "covariate": np.repeat(names, groups),
            "group": np.tile(np.arange(groups), len(names)),
            "n": np.tile(n, len(names)),
            "mean": mean.T.ravel(),
            "difference": apart.T.ravel(),
        }
    )
