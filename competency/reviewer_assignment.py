"""Who reviews what of the day's draw: loads alike, nobody judged by one reviewer, reviewers linked.

Severities of reviewers compare where several score the same contacts: reviewers are the nodes of a
graph, contacts scored by both its links, and within a connected component differences of severity
can be told (Linacre 1994, Many-Facet Rasch Measurement, ch. 7; for blocks Eccleston and Hedayat
1974). A share of the draw is therefore scored twice, first between components, then between the
pairs with the fewest links. The weakest link is the smallest one of a maximum spanning tree: what
holds the graph together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from competency.columns import Ints, require, texts
from competency.frames import conform, empty

Pair = tuple[str, str]
#: A rank that nobody takes.
NEVER = np.iinfo(np.int64).max


def pair(one: str, other: str) -> Pair:
    """Return two reviewers in their order."""
    return (one, other) if one < other else (other, one)


def components(reviewers: Iterable[str], links: Mapping[Pair, int]) -> dict[str, int]:
    """Return the component of each reviewer, numbered from 1 by first member.

    >>> components("abcd", {("a", "c"): 2, ("c", "d"): 1})
    {'a': 1, 'b': 2, 'c': 1, 'd': 1}
    """
    part = {one: at for at, one in enumerate(sorted(reviewers))}
    for link, count in links.items():
        if count > 0 and link[0] in part and link[1] in part:
            _join(part, link)
    number: dict[int, int] = {}
    return {one: number.setdefault(top, len(number) + 1) for one, top in part.items()}


def _join(part: dict[str, int], link: Pair) -> bool:
    """Make one component of two in place; return whether there were two."""
    kept, gone = (part[one] for one in link)
    if kept == gone:
        return False
    for one, own in part.items():
        if own == gone:
            part[one] = kept
    return True


def weakest_link(reviewers: Iterable[str], links: Mapping[Pair, int]) -> int:
    """Return the contacts of the weakest link; 0 where the graph is not connected or has one node.

    >>> weakest_link("abc", {("a", "b"): 5, ("b", "c"): 2, ("a", "c"): 1})
    2
    """
    part = {one: at for at, one in enumerate(reviewers)}
    weakest = 0
    for link, count in sorted(links.items(), key=lambda item: (-item[1], item[0])):
        if link[0] in part and link[1] in part and _join(part, link):
            weakest = count
    return weakest if len(set(part.values())) == 1 else 0


@dataclass
class _Desk:
    """What is on the reviewers' desks so far."""

    reviewers: list[str]
    seen: Counter[tuple[str, str]]
    links: Counter[Pair]
    barred: dict[str, set[str]]
    load: Counter[str] = field(default_factory=Counter)

    def allowed(self, agent: str) -> list[str]:
        return [one for one in self.reviewers if self.is_allowed(one, agent)]

    def first(self, agent: str, turn: str) -> str | None:
        """Return who has least to do; among those, who has seen least of the agent."""
        able = self.allowed(agent)
        if not able:
            return None
        low = min(self.load[one] for one in able)
        return min(
            (one for one in able if self.load[one] == low),
            key=lambda one: (self.seen[one, agent], hash_of(turn, one)),
        )

    def better(self, part: Mapping[str, int]) -> Ints:
        """Rank of each partner (columns) for each first reviewer (rows): the least links best.

        Between components before within, then the fewest links, the least load, the name.
        """
        names = self.reviewers
        own = np.array([part[one] for one in names])
        links = np.array([[self.links[pair(a, b)] for b in names] for a in names])
        load = np.array([self.load[one] for one in names])
        rank: Ints = (own[:, None] == own).astype(np.int64)
        for key in (links, np.broadcast_to(load, links.shape)):
            rank = rank * (key.max() + 1) + key
        rank = rank * len(names) + np.arange(len(names))
        np.fill_diagonal(rank, NEVER)
        return rank

    def is_allowed(self, reviewer: str, agent: str) -> bool:
        return reviewer != agent and reviewer not in self.barred.get(agent, ())

    def take(self, reviewer: str, agent: str) -> None:
        self.load[reviewer] += 1
        self.seen[reviewer, agent] += 1


def hash_of(*parts: str) -> int:
    """Return a number that any place and time gives the same for the same words."""
    found = 0
    for character in "|".join(parts):
        found = (found * 1_000_003 + ord(character)) % (2**61 - 1)
    return found


def assign_reviewers(
    drawn: pd.DataFrame,
    pairs: pd.DataFrame,
    linked: pd.DataFrame,
    relations: pd.DataFrame,
    double_share: float,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return `review_assignments` and `reviewer_links`.

    Args:
        drawn: interaction_id, agent_id, in the order to be done.
        pairs: reviewer_id, agent_id, reviews: of late; these reviewers are at hand.
        linked: reviewer_id, other_reviewer_id, contacts that both scored of late.
        relations: agent_id, related_id: mentors and managers, who do not review the agent.
        double_share: of the draw that is scored by two; rounded up, while there are two reviewers.

    Reviewers are null where nobody may do a review. Loads differ by one at most, unless relations
    stand against it.
    """
    require(drawn, "drawn", ("interaction_id", "agent_id"))
    reviewers = sorted({one for one in texts(pairs, "reviewer_id") if one})
    if not reviewers:
        nobody = drawn.assign(reviewer_id=None, second_reviewer_id=None)
        return conform(nobody, "review_assignments"), empty("reviewer_links")
    desk = _Desk(reviewers, _seen(pairs), _links(linked), _barred(relations))
    before = Counter(desk.links)
    contacts = [str(one) for one in texts(drawn, "interaction_id")]
    agents = [str(one) for one in texts(drawn, "agent_id")]
    first: list[str | None] = []
    for contact, agent in zip(contacts, agents, strict=True):
        chosen = desk.first(agent, contact)
        first.append(chosen)
        if chosen is not None:
            desk.take(chosen, agent)
    second = _doubles(desk, agents, first, int(np.ceil(round(double_share * len(agents), 6))))
    told = drawn.assign(
        reviewer_id=pd.array(first, dtype="string"),
        second_reviewer_id=pd.array(second, dtype="string"),
    )
    return conform(told, "review_assignments"), _reviewer_frame(desk, pairs, before, first, second)


def _doubles(
    desk: _Desk, agents: list[str], first: list[str | None], wanted: int
) -> list[str | None]:
    """Choose what is scored twice and by whom: one after the other, each where it links most."""
    second: list[str | None] = [None] * len(agents)
    part = components(desk.reviewers, desk.links)
    left: dict[str, list[int]] = {one: [] for one in desk.reviewers}
    for at, chosen in enumerate(first):
        if chosen is not None:
            left[chosen].append(at)
    for _ in range(wanted):
        found = _best(desk, desk.better(part), agents, left)
        if found is None:
            break
        at, chosen, partner = found[0], desk.reviewers[found[1]], desk.reviewers[found[2]]
        left[chosen].remove(at)
        second[at] = partner
        desk.take(partner, agents[at])
        desk.links[pair(chosen, partner)] += 1
        _join(part, pair(chosen, partner))
    return second


def _best(
    desk: _Desk, rank: Ints, agents: list[str], left: Mapping[str, list[int]]
) -> tuple[int, int, int] | None:
    """Return the draw and its two reviewers that link most; of equals the earliest draw."""
    rank = rank.copy()
    while (least := rank.min(initial=NEVER)) < NEVER:
        partner = int(np.argwhere(rank == least)[0, 1])
        name, found = desk.reviewers[partner], []
        for one in np.flatnonzero(rank[:, partner] == least):
            places = left[desk.reviewers[one]]
            at = next((at for at in places if desk.is_allowed(name, agents[at])), None)
            found += [] if at is None else [(at, int(one), partner)]
        if found:
            return min(found)
        rank[rank == least] = NEVER
    return None


def _reviewer_frame(
    desk: _Desk,
    pairs: pd.DataFrame,
    before: Counter[Pair],
    first: list[str | None],
    second: list[str | None],
) -> pd.DataFrame:
    then, now = components(desk.reviewers, before), components(desk.reviewers, desk.links)
    weak = weakest_link(desk.reviewers, before), weakest_link(desk.reviewers, desk.links)
    planned, twice = Counter(first), Counter(second)
    return conform(
        pd.DataFrame(
            {
                "reviewer_id": desk.reviewers,
                "planned": [planned[one] for one in desk.reviewers],
                "planned_second": [twice[one] for one in desk.reviewers],
                "component_before": [then[one] for one in desk.reviewers],
                "component_after": [now[one] for one in desk.reviewers],
                "weakest_link_before": weak[0],
                "weakest_link_after": weak[1],
            }
        ),
        "reviewer_links",
    )


def _seen(pairs: pd.DataFrame) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for one, agent, count in zip(
        texts(pairs, "reviewer_id"), texts(pairs, "agent_id"), pairs["reviews"], strict=True
    ):
        found[str(one), str(agent)] += int(count)
    return found


def _links(linked: pd.DataFrame) -> Counter[Pair]:
    found: Counter[Pair] = Counter()
    for one, other, count in zip(
        texts(linked, "reviewer_id"), texts(linked, "other_reviewer_id"), linked["contacts"],
        strict=True,
    ):  # fmt: skip
        found[pair(str(one), str(other))] += int(count)
    return found


def _barred(relations: pd.DataFrame) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for agent, other in zip(
        texts(relations, "agent_id"), texts(relations, "related_id"), strict=True
    ):
        if agent is not None and other is not None:
            found.setdefault(agent, set()).add(other)
    return found
