"""Who is sampled how much today: each contact's chance to be drawn, and what the draw will narrow.

A contact's chance adds up: even over all contacts, even over issue types, more for risk and for new
hires, and the rest m_a / N_a to the agents whose intervals it narrows most. m maximises

    sum_a V_a(r_a)^p - V_a(r_a + m_a)^p,   0 <= m_a <= limit_a,   sum_a m_a = M

with V of `review_information` and r_a the reviews expected anyhow. V is convex and falling, so is
V^p for p >= 1: every term is concave in m_a, and taking the best next review M times is optimal
(Gross 1956; Fox 1966, Management Science 13:210-216). The sum of chances is the number of reviews;
the draw itself, systematic by these chances, is SQL.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from competency.columns import Floats, Ints, numbers, require
from competency.frames import DIGITS, conform, empty
from competency.intervals import Z90
from competency.review_information import ReviewInformation
from competency.sampling_rules import SamplingRules

POOL = ("agent_id", "issue_type", "is_risk", "is_new_hire", "contacts")
#: Why a contact is most likely drawn: the largest part of its chance.
STRATA = ("even", "issue_type", "risk", "new_hire", "evidence")
#: Chances are summed exactly in SQL, in so many decimals.
_DECIMALS = 9


def reviews_of_a_day(rules: SamplingRules, contacts: int, pool: int) -> int:
    """Return how many reviews are planned: the target share of a day's contacts, or the capacity.

    Args:
        rules: the section.
        contacts: of the day.
        pool: contacts that may be drawn; not more reviews than these.

    >>> reviews_of_a_day(SamplingRules(), contacts=141, pool=900)
    15
    >>> reviews_of_a_day(SamplingRules(reviews_per_day=6), contacts=141, pool=900)
    6
    """
    wanted = int(np.ceil(round(rules.target_share * contacts, 6)))
    able = wanted if rules.reviews_per_day is None else rules.reviews_per_day
    return min(wanted, able, pool)


def best_extra(
    information: ReviewInformation, start: Floats, limit: Ints, extra: int, power: float
) -> Ints:
    """Return m, further reviews by agent, shape (agents,): the greedy choice, which is optimal.

    Args:
        information: what reviews would tell of the agents.
        start: reviews each gets anyhow, shape (agents,); need not be whole.
        limit: most further ones of each.
        extra: how many in all; fewer where the limits do not allow them.
        power: p of the formula above.
    """
    width = int(limit.max(initial=0))
    cost = np.array([information.variance(start + step) for step in range(width + 1)]) ** power
    gain = np.where(np.arange(1, width + 1)[:, None] <= limit, cost[:-1] - cost[1:], -np.inf)
    # A stable order: earlier steps first, then agents by id, so that equal gains are no toss-up.
    order = np.argsort(-gain.ravel(), kind="stable")[: min(extra, int(limit.sum()))]
    return np.bincount(order % max(len(start), 1), minlength=len(start)).astype(np.int64)


def allocate(
    rules: SamplingRules,
    pool: pd.DataFrame,
    information: ReviewInformation,
    reviews: int,
    days: int = 1,
) -> pd.DataFrame:
    """Return `sampling_cells`: the chance of every contact of a cell to be drawn.

    Args:
        rules: the section.
        pool: cells agent_id, issue_type, is_risk, is_new_hire, contacts; each cell once.
        information: without anybody or any indicator, the rest is spread evenly.
        reviews: to draw.
        days: that the pool is of; new hires' rate is a day's.

    Returns:
        The cells with `inclusion_probability` and the `stratum` most of it comes from. The chances
        of all contacts add up to `reviews`, or to all contacts where there are no more.
    """
    require(pool, "pool", POOL)
    pool = pool.sort_values(["agent_id", "issue_type", "is_risk"], kind="stable", ignore_index=True)
    size = numbers(pool, "contacts")
    total = float(size.sum())
    if not total or reviews <= 0:
        return empty("sampling_cells")
    agent, agents = pd.factorize(pool["agent_id"].astype("string"))
    parts = np.zeros((len(STRATA), len(pool)))
    parts[1] = _per_issue_type(pool, size) * rules.issue_type_share * reviews
    risky = pool["is_risk"].fillna(False).to_numpy(dtype=bool)
    if risky.any():
        parts[2, risky] = rules.risk_share * reviews / size[risky].sum()
    new = pool["is_new_hire"].fillna(False).to_numpy(dtype=bool)
    if new.any():
        room = rules.new_hire_share * reviews / size[new].sum()
        parts[3, new] = min(rules.new_hire_rate / days, room)
    parts[0] = rules.even_share * reviews / total
    parts = np.minimum(parts, 1.0)
    anyhow = np.minimum(parts.sum(axis=0), 1.0)
    contacts = np.bincount(agent, size, len(agents))
    expected = np.bincount(agent, size * anyhow, len(agents))
    row = information.agents.get_indexer(pd.Index(agents))
    if information.can_tell and (row >= 0).any():
        limit = np.zeros(len(information.agents), np.int64)
        start = np.zeros(len(information.agents))
        start[row[row >= 0]] = expected[row >= 0]
        free = np.floor(contacts - expected + 1e-9)
        limit[row[row >= 0]] = np.minimum(free, rules.most_per_agent)[row >= 0]
        extra = int(max(reviews - float((size * anyhow).sum()), 0.0) + 1e-9)
        more = best_extra(information, start, limit, extra, rules.widest_first)
        parts[4] = np.where(row >= 0, more[row] / np.maximum(contacts, 1), 0.0)[agent]
    chance = _filled(parts.sum(axis=0), size, min(float(reviews), total))
    return conform(
        pool.assign(
            inclusion_probability=chance.round(_DECIMALS),
            stratum=np.array(STRATA)[parts.argmax(axis=0)],
        ),
        "sampling_cells",
    )


def _per_issue_type(pool: pd.DataFrame, size: Floats) -> Floats:
    """Return the chance that draws one contact in all, alike from every issue type."""
    kind, kinds = pd.factorize(pool["issue_type"].astype("string").fillna(""))
    each = np.bincount(kind, size, len(kinds))
    return np.asarray(1 / (len(kinds) * each[kind]))


def _filled(chance: Floats, size: Floats, wanted: float) -> Floats:
    """Return chances of at most 1 that add up to `wanted`; what is left over is spread evenly."""
    chance = np.minimum(chance, 1.0)
    sums = float((chance * size).sum())
    if sums > wanted:
        return np.asarray(chance * wanted / sums)
    room = float(((1 - chance) * size).sum())
    return np.asarray(chance + (1 - chance) * ((wanted - sums) / room if room > 0 else 0.0))


def precision(information: ReviewInformation, people: pd.DataFrame) -> pd.DataFrame:
    """Return `sampling_precision`: intervals before the draw, after it, and after one at random.

    Args:
        information: as for `allocate`.
        people: agent_id, contacts (of the pool), drawn (reviews in the plan).

    Random is a simple random sample of as many contacts of the same pool: the number of an agent's
    reviews is hypergeometric, and the standard error its mean over that.
    """
    require(people, "people", ("agent_id", "contacts", "drawn"))
    people = people.sort_values("agent_id", ignore_index=True)
    contacts, drawn = numbers(people, "contacts"), numbers(people, "drawn")
    before, plan, random = (np.full(len(people), np.nan) for _ in range(3))
    row = information.agents.get_indexer(pd.Index(people["agent_id"].astype("string")))
    known = row >= 0
    if information.can_tell and known.any():
        zeros = np.zeros(len(information.agents))
        counts = zeros.copy()
        counts[row[known]] = drawn[known]
        before[known] = np.sqrt(information.variance(zeros))[row[known]]
        plan[known] = np.sqrt(information.variance(counts))[row[known]]
        random[known] = _at_random(information, contacts, int(drawn.sum()), row)[known]
    share = drawn.sum() / max(contacts.sum(), 1)
    return conform(
        people.assign(
            expected_at_random=(contacts * share).round(DIGITS),
            std_error_before=before.round(DIGITS),
            std_error_after=plan.round(DIGITS),
            std_error_random=random.round(DIGITS),
            width_before=(2 * Z90 * before).round(DIGITS),
            width_after=(2 * Z90 * plan).round(DIGITS),
            width_random=(2 * Z90 * random).round(DIGITS),
            is_widest=pd.array(_widest(before), dtype="boolean"),
        ),
        "sampling_precision",
    )


def _at_random(information: ReviewInformation, contacts: Floats, drawn: int, row: Ints) -> Floats:
    """Return expected standard errors, shape (people,); `row` is where each is in `information`."""
    total = int(contacts.sum())
    # Beyond so many the chance is nothing.
    most = int(min(drawn, stats.binom.ppf(1 - 1e-9, drawn, contacts.max() / total) + 1))
    error, chances = np.zeros(len(contacts)), np.zeros(len(contacts))
    for count in range(most + 1):
        chance = stats.hypergeom.pmf(count, total, contacts, drawn)
        every = np.full(len(information.agents), float(count))
        error += chance * np.sqrt(information.variance(every))[row]
        chances += chance
    return np.asarray(error / chances)


def _widest(before: Floats) -> list[bool | None]:
    """Mark the widest quarter of the intervals; unknown where there is none."""
    known = ~np.isnan(before)
    count = int(np.ceil(known.sum() / 4))
    order = np.argsort(np.where(known, -before, np.inf), kind="stable")[:count]
    chosen = set(order.tolist())
    return [at in chosen if known[at] else None for at in range(len(before))]
