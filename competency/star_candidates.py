"""Candidates for service star (服务之星) by adjusted scores, with how sure their rank is (S2-042).

The chance of being among the top k, and the interval of the rank, are those of the joint ranking of
draws from everybody's belief (Goldstein & Spiegelhalter 1996, J. R. Stat. Soc. A 159:385, section
3; Laird & Louis 1989): means alone would rank people apart whom nothing tells apart. Beliefs of
different people are taken as independent. It names whom to look at; a person decides.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from competency.columns import Floats, numbers, require, texts
from competency.frames import conform, empty
from competency.framework import Framework

DRAWS = 2000
_AT_ONCE = 200
_TAIL = 0.05


def star_candidates(framework: Framework, people: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Return the frame `star_candidates`, one row a person compared, by id.

    Args:
        framework: resolved framework.
        people: those at work: agent_id, role (null counts as agent), composite, std_error,
            known_weight, n_evidence, critical_failures of the newest month; null composite: none.
        seed: of the draws; the same gives the same.
    """
    names = ("composite", "std_error", "known_weight", "n_evidence", "critical_failures")
    require(people, "people", ("agent_id", "role", *names))
    rules = framework.people.stars
    people = people[[(role or "agent") in rules.roles for role in texts(people, "role")]]
    if people.empty:
        return empty("star_candidates")
    people = people.sort_values("agent_id", ignore_index=True)
    mean, error, known, evidence, failed = (numbers(people, name) for name in names)
    state = np.select(
        [
            np.isnan(mean) | ~(evidence >= rules.minimum_evidence),
            ~(known >= rules.minimum_known_weight),
            failed > 0,
        ],
        ["too_little_evidence", "too_little_evidence", "critical_failure"],
        "",
    ).astype(object)
    here = np.flatnonzero(state == "")
    result = pd.DataFrame(
        {"agent_id": texts(people, "agent_id"), "composite": mean, "std_error": error}
    ).assign(n_compared=len(here), n_top=_top(rules.share, len(here)))
    for name in ("prob_top", "rank_lower", "rank_upper"):
        result[name] = np.nan
    if len(here):
        chance, lower, upper = rank_draws(
            mean[here], np.nan_to_num(error[here]), _top(rules.share, len(here)), seed
        )
        result.loc[here, "prob_top"] = chance
        result.loc[here, "rank_lower"] = lower
        result.loc[here, "rank_upper"] = upper
        state[here] = np.select(
            [chance >= rules.probability, chance >= rules.possible],
            ["candidate", "possible"],
            "other",
        )
    return conform(result.assign(state=state), "star_candidates")


def rank_draws(mean: Floats, error: Floats, top: int, seed: int) -> tuple[Floats, Floats, Floats]:
    """Return P(rank <= top) and the ends of the 90 % interval of the rank; 1 is the highest.

    Args:
        mean: of the beliefs, shape (people,).
        error: their standard deviations, shape (people,).
        top: how many are the top.
        seed: of the draws.

    >>> chance, lower, upper = rank_draws(np.array([60.0, 50.0]), np.array([1.0, 1.0]), 1, 0)
    >>> chance.tolist(), lower.tolist(), upper.tolist()
    ([1.0, 0.0], [1.0, 2.0], [1.0, 2.0])
    """
    random = np.random.default_rng(seed)
    ranks = np.empty((DRAWS, len(mean)), dtype=np.int32)
    for start in range(0, DRAWS, _AT_ONCE):
        drawn = mean + error * random.standard_normal((min(_AT_ONCE, DRAWS - start), len(mean)))
        order = np.argsort(-drawn, axis=1)
        places = np.broadcast_to(np.arange(1, len(mean) + 1), order.shape)
        np.put_along_axis(ranks[start : start + len(drawn)], order, places, axis=1)
    lower, upper = np.quantile(ranks, [_TAIL, 1 - _TAIL], axis=0, method="inverted_cdf")
    return (ranks <= top).mean(axis=0), lower.astype(float), upper.astype(float)


def _top(share: float, people: int) -> int:
    """How many are the top: at least one where anybody is compared."""
    return min(people, max(1, round(share * people)))
