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

from competency.columns import require, texts
from competency.frames import conform, empty

Pair = tuple[str, str]


def pair(one: str, other: str) -> Pair:
    """Return two reviewers in their order."""
    return (one, other) if one < other else (other, one)


def components(reviewers: Iterable[str], links: Mapping[Pair, int]) -> dict[str, int]:
    """Return the component of each reviewer, numbered from 1 by first member.

    >>> components("abcd", {("a", "c"): 2, ("c", "d"): 1})
    {'a': 1, 'b': 2, 'c': 1, 'd': 1}
    """
    root = {one: one for one in sorted(reviewers)}
    for (one, other), count in sorted(links.items()):
        if count > 0 and one in root and other in root:
            first, last = sorted((root[one], root[other]))
            root = {key: first if value == last else value for key, value in root.items()}
    number: dict[str, int] = {}
    return {one: number.setdefault(top, len(number) + 1) for one, top in root.items()}


def weakest_link(reviewers: Iterable[str], links: Mapping[Pair, int]) -> int:
    """Return the contacts of the weakest link; 0 where the graph is not connected or has one node.

    >>> weakest_link("abc", {("a", "b"): 5, ("b", "c"): 2, ("a", "c"): 1})
    2
    """
    names = list(reviewers)
    kept: dict[Pair, int] = {}
    for link, count in sorted(links.items(), key=lambda item: (-item[1], item[0])):
        part = components(names, kept)
        if part.get(link[0], 0) != part.get(link[1], 0):
            kept[link] = count
    joined = len(set(components(names, kept).values())) == 1
    return min(kept.values(), default=0) if joined else 0


@dataclass
class _Desk:
    """What is on the reviewers' desks so far."""

    reviewers: list[str]
    seen: Counter[tuple[str, str]]
    links: Counter[Pair]
    barred: dict[str, set[str]]
    load: Counter[str] = field(default_factory=Counter)

    def allowed(self, agent: str) -> list[str]:
        barred = self.barred.get(agent, set())
        return [one for one in self.reviewers if one != agent and one not in barred]

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

    def second(self, agent: str, first: str) -> tuple[tuple[int, int, int, str], str] | None:
        """Return the best partner of `first` for this agent, with how good: least is best."""
        part = components(self.reviewers, self.links)
        able = [one for one in self.allowed(agent) if one != first]
        ranked = [
            (
                (int(part[one] == part[first]), self.links[pair(one, first)], self.load[one], one),
                one,
            )
            for one in able
        ]
        return min(ranked, default=None)

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
    for _ in range(wanted):
        best: tuple[tuple[int, int, int, str], int, str] | None = None
        for at, (agent, chosen) in enumerate(zip(agents, first, strict=True)):
            if chosen is None or second[at] is not None:
                continue
            found = desk.second(agent, chosen)
            if found is not None and (best is None or found[0] < best[0]):
                best = (found[0], at, found[1])
        if best is None:
            break
        _, at, partner = best
        second[at] = partner
        desk.take(partner, agents[at])
        desk.links[pair(str(first[at]), partner)] += 1
    return second


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
