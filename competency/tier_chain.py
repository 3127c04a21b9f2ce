"""A Markov chain of people by tier and standing, learned from months past and drawn forward.

Standing says how near somebody is to the next tier by the fitted chances of the ladder. The chance
of every monthly move is drawn from a Dirichlet distribution that shrinks tier and standing to
standing, and standing to everybody (Gelman et al., Bayesian Data Analysis, 3rd ed., sections 3.4
and 5.3), so that few moves give wide intervals; hiring is a Poisson count with a Gamma rate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from competency.columns import Floats, Ints

#: Chances at which standing changes: of being below the tier held, then of the next tier.
SLIPPING, NEAR, READY = 0.5, 0.2, 0.6
STANDINGS = 4  # slipping, settled, near the next tier, ready for it
ABSENT = -1
_PRIOR_PEOPLE = 10.0  # people-months that what is common to all weighs against a row's own
_RARE = 0.1  # pseudo-moves of each kind before anything was seen
_GONE, _NONE, _DOWN, _STAY, _UP = range(5)


@dataclass(frozen=True)
class Assumptions:
    """What is assumed instead of learned; None: learned.

    hires: people a month; hires_factor: times the rate learned; leaving: share of people a month;
    training: times the training of the past year.
    """

    hires: float | None = None
    hires_factor: float = 1.0
    leaving: float | None = None
    training: float = 1.0


@dataclass(frozen=True)
class Flow:
    """What is to come, shape (draws, months) or (draws, months, tiers + 1)."""

    people: Floats
    up: Floats
    down: Floats
    joined: Floats
    gone: Floats


def standing(tier: Ints, chances: Floats) -> Ints:
    """Return the standing of each row.

    Args:
        tier: 0 for none, shape (rows,).
        chances: of being on tiers 1, 2, ..., shape (rows, tiers); NaN is taken as 0.

    >>> standing(np.array([1, 2, 0]), np.array([[0.3, 0.7], [0.9, 0.1], [np.nan, np.nan]])).tolist()
    [3, 0, 1]
    """
    known = np.nan_to_num(chances)
    number = np.arange(1, known.shape[1] + 1)
    above = (known * (number > tier[:, None])).sum(axis=1)
    below = (known * (number < tier[:, None])).sum(axis=1)
    result = np.select([below >= SLIPPING, above >= READY, above >= NEAR], [0, 3, 2], 1)
    return np.asarray(np.where(tier > 0, result, 1))


def draw_flow(
    tiers: Ints,
    standings: Ints,
    start: Ints,
    top: int,
    months: int,
    draws: int,
    seed: int,
    assumed: Assumptions | None = None,
    share_of_hires: float = 1.0,
    shifts: Floats | None = None,
) -> tuple[Flow, Flow]:
    """Draw months to come for the people of `start`.

    Returns whole people as drawn, and what the chances of each draw make one expect: their mean
    is that of the draws without the noise of counting, so that small differences can be told.

    Args:
        tiers: tier by person and month, 0 for none and `ABSENT`, shape (people, months past).
        standings: of the same shape.
        start: people of the last month the forecast is for, as numbers of rows.
        top: the highest tier.
        months: how many to draw.
        draws: how many times.
        seed: the same seed gives the same draws.
        assumed: what is assumed instead of learned.
        share_of_hires: part of the hires that comes to these people's group.
        shifts: chances that somebody moves as one of another standing would, by month, in turns
            over draws; shape (months, turns, tiers + 1, standings, standings). None: as they are.
    """
    assumed = assumed or Assumptions()
    random = np.random.default_rng(seed)
    chances = _draw_moves(tiers, standings, top, draws, random)
    if assumed.leaving is not None:
        kept = chances[..., 1:]
        chances[..., 1:] = kept * (1 - assumed.leaving) / kept.sum(axis=-1, keepdims=True)
        chances[..., 0] = assumed.leaving
    entry, joined_at = _entries(tiers, standings, top, random, draws)
    known = tiers.shape[1] - 1
    rate = random.gamma(joined_at + 0.5, 1 / max(known, 1), draws) * assumed.hires_factor
    if assumed.hires is not None:
        rate = np.full(draws, float(assumed.hires))
    here = start[tiers[start, -1] >= 0]
    states = tiers[here, -1] * STANDINGS + standings[here, -1]
    now = np.tile(np.bincount(states, minlength=(top + 1) * STANDINGS), (draws, 1)).astype(float)
    monthly = [chances] * months
    if shifts is not None:
        turn = np.arange(draws) % shifts.shape[1]
        monthly = [np.einsum("dtsz,dtzk->dtsk", one[turn], chances) for one in shifts]
    rate = rate * share_of_hires

    def drawn(number: Floats, chance: Floats) -> Floats:
        return random.multinomial(number.astype(np.int64), chance).astype(float)

    def expected(number: Floats, chance: Floats) -> Floats:
        return np.asarray(number[:, None] * chance)

    arriving = random.poisson(rate[:, None], (draws, months)).astype(float)
    steady = np.repeat(rate[:, None], months, axis=1)
    return (
        _carry(now, monthly, entry, arriving, top, drawn),
        _carry(now, monthly, entry, steady, top, expected),
    )


def _carry(
    now: Floats,
    monthly: Sequence[Floats],
    entry: Floats,
    joined: Floats,
    top: int,
    split: Callable[[Floats, Floats], Floats],
) -> Flow:
    """Carry people through the months; `split` parts their number (draws,) by chances."""
    draws, months = joined.shape
    people = np.zeros((draws, months, top + 1))
    up, down, gone = (np.zeros((draws, months)) for _ in range(3))
    for month, chances in enumerate(monthly):
        after = np.zeros((draws, top + 1, STANDINGS))
        for state in np.flatnonzero(now.any(axis=0)).tolist():
            tier, stands = divmod(state, STANDINGS)
            moves = split(now[:, state], chances[:, tier, stands])
            gone[:, month] += moves[:, 0]
            kinds = moves[:, 1:].reshape(draws, 4, STANDINGS)
            if tier == 0:  # the first placement may be on any tier
                after[:, 0] += kinds[:, _STAY - 1] + kinds[:, _NONE - 1] + kinds[:, _DOWN - 1]
                placed = split(kinds[:, _UP - 1].sum(axis=1), entry[:, 1])
                after += placed.reshape(after.shape)
                continue
            after[:, 0, 1] += kinds[:, _NONE - 1].sum(axis=1)
            after[:, max(tier - 1, 1)] += kinds[:, _DOWN - 1]
            after[:, tier] += kinds[:, _STAY - 1]
            after[:, min(tier + 1, top)] += kinds[:, _UP - 1]
            down[:, month] += kinds[:, _DOWN - 1].sum(axis=1)
            up[:, month] += kinds[:, _UP - 1].sum(axis=1)
        after += split(joined[:, month], entry[:, 0]).reshape(after.shape)
        people[:, month] = after.sum(axis=2)
        now = after.reshape(draws, -1)
    return Flow(people, up, down, joined, gone)


def _draw_moves(
    tiers: Ints, standings: Ints, top: int, draws: int, random: np.random.Generator
) -> Floats:
    """Draw chances of moves, shape (draws, tiers + 1, standings, 1 + 4 standings), gone first."""
    kinds = 1 + 4 * STANDINGS
    counts = np.zeros((top + 1, STANDINGS, kinds))
    before, after = tiers[:, :-1].ravel(), tiers[:, 1:].ravel()
    old, new = standings[:, :-1].ravel(), standings[:, 1:].ravel()
    here = before >= 0
    before, after, old, new = before[here], after[here], old[here], new[here]
    move = np.select(
        [after < 0, (after == 0) & (before > 0), after < before, after == before],
        [_GONE, _NONE, _DOWN, _STAY],
        _UP,
    )
    kind = np.where(move == _GONE, 0, 1 + (move - 1) * STANDINGS + new)
    np.add.at(counts, (before, old, kind), 1)
    common = _dirichlet(np.broadcast_to(counts.sum(axis=(0, 1)) + _RARE, (draws, kinds)), random)
    # Nobody without a tier moves as those with one do: they get what is known of their own.
    placed = counts[1:].sum(axis=0)
    by_standing = _dirichlet(_PRIOR_PEOPLE * common[:, None] + placed, random)
    chances = _dirichlet(_PRIOR_PEOPLE * by_standing[:, None] + counts, random)
    chances[:, 0] = _dirichlet(_RARE + counts[0].sum(axis=0) + np.zeros((draws, 1, kinds)), random)
    # On the lowest tier nobody falls, on the highest nobody rises: they stay.
    stay, fall, rise = (
        slice(1 + (m - 1) * STANDINGS, 1 + m * STANDINGS) for m in (_STAY, _DOWN, _UP)
    )
    for place, barred in ((1, fall), (top, rise)):
        chances[:, place, :, stay] += chances[:, place, :, barred]
        chances[:, place, :, barred] = 0.0
    chances /= chances.sum(axis=-1, keepdims=True)
    return chances


def _entries(
    tiers: Ints, standings: Ints, top: int, random: np.random.Generator, draws: int
) -> tuple[Floats, int]:
    """Draw where people come in: newcomers, then first placements; and count the newcomers."""
    counts = np.zeros((2, (top + 1) * STANDINGS))
    before, after = tiers[:, :-1].ravel(), tiers[:, 1:].ravel()
    state = after * STANDINGS + standings[:, 1:].ravel()
    comes, placed = (before < 0) & (after >= 0), (before == 0) & (after > 0)
    np.add.at(counts[0], state[comes], 1)
    np.add.at(counts[1], state[placed], 1)
    counts[:, STANDINGS + 1] += 0.5  # where nothing is known: settled on the lowest tier
    counts[0, 1] += 0.5
    return _dirichlet(np.broadcast_to(counts + 1e-6, (draws, *counts.shape)), random), int(
        comes.sum()
    )


def _dirichlet(weights: Floats, random: np.random.Generator) -> Floats:
    drawn = random.standard_gamma(weights) + 1e-300
    return np.asarray(drawn / drawn.sum(axis=-1, keepdims=True))
