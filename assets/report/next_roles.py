"""Next roles and rotations, and service stars: people to look at, and what each lacks."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from assets.report.numbers import DASH, chance
from assets.report.people import Person
from assets.report.records import Record, grouped, records, whole
from assets.report.suppression import Key, Sum, suppress
from assets.report.text import Text, both, pair

STATES = {
    "ready": Text("ready", "已具备"),
    "not_ready": Text("not yet", "尚未具备"),
    "unknown": Text("too little evidence", "证据不足"),
}
KINDS = {
    "next_role": Text("next role", "职业发展"),
    "rotation": Text("rotation", "轮岗"),
}
STARS = {
    "candidate": Text("candidate", "候选人"),
    "possible": Text("as well possible", "亦有可能"),
}
#: Of those not ready, so many of the nearest are shown at once.
NEAREST = 5


@dataclass(frozen=True, kw_only=True)
class ReadyLine:
    """One person and one target; `lacking` None where nothing is."""

    person: Person | None
    role: Text
    kind: Text
    state: str
    chance: str
    lacking: Text | None

    @property
    def words(self) -> Text:
        """The state in words."""
        return STATES[self.state]


@dataclass(frozen=True, kw_only=True)
class RoleLines:
    """One target: who is ready or nearest, and how many more there are."""

    role: Text
    kind: Text
    lines: list[ReadyLine]
    more: int


@dataclass(frozen=True, kw_only=True)
class RoleCount:
    """One target: people by state, None where the group is too small."""

    role: Text
    kind: Text
    counts: dict[str, int | None]


@dataclass(frozen=True, kw_only=True)
class StarLine:
    """Somebody who may be among the best; figures in words."""

    person: Person
    state: str
    chance: str
    rank: Text

    @property
    def words(self) -> Text:
        """The state in words."""
        return STARS[self.state]


def ready_lines(
    rows: Iterable[Record], people: Mapping[str, Person] | None = None
) -> list[ReadyLine]:
    """The nearest to being ready first: ready, then the fewest lacking, then the likeliest."""
    order = list(STATES)
    ordered = sorted(
        rows,
        key=lambda row: (
            row["state"] != "ready",
            whole(row.get("n_lacking")) or 0,
            -(row.get("chance") or 0.0),
            order.index(row["state"]),
            row["agent_id"],
            row["role_key"],
        ),
    )
    return [
        ReadyLine(
            person=people[row["agent_id"]] if people else None,
            role=_name(row),
            kind=KINDS[row["kind"]],
            state=row["state"],
            chance=DASH if row.get("chance") is None else chance(row["chance"]),
            lacking=pair(row.get("lacking_text"), row.get("lacking_text_zh")),
        )
        for row in ordered
    ]


def roles(marts: Mapping[str, pd.DataFrame], people: Sequence[Person]) -> list[RoleLines]:
    """By target who among `people` is ready, and the nearest of the others."""
    known = {person.agent_id: person for person in people}
    rows = [row for row in records(marts, "role_readiness") if row["agent_id"] in known]
    found = []
    for of_role in grouped(rows, "role_key").values():
        lines = ready_lines(of_role, known)
        ready = sum(line.state == "ready" for line in lines)
        shown = lines[: max(ready, NEAREST)]
        found.append(
            RoleLines(
                role=lines[0].role, kind=lines[0].kind, lines=shown, more=len(lines) - len(shown)
            )
        )
    return sorted(found, key=lambda one: (one.kind.en, one.role.en))


def role_counts(marts: Mapping[str, pd.DataFrame], people: Sequence[Person]) -> list[RoleCount]:
    """By target how many people are ready; small groups hidden with a complement."""
    known = {person.agent_id for person in people}
    rows = [row for row in records(marts, "role_readiness") if row["agent_id"] in known]
    counts: dict[Key, int] = {}
    sums, told = [], []
    for role, of_role in grouped(rows, "role_key").items():
        tally = Counter(row["state"] for row in of_role)
        counts |= {(role, state): tally[state] for state in STATES}
        counts[(role,)] = len(of_role)
        sums.append(Sum((role,), tuple((role, state) for state in STATES)))
        told.append((role, _name(of_role[0]), KINDS[of_role[0]["kind"]]))
    shown = suppress(counts, sums)
    found = [
        RoleCount(
            role=name, kind=kind, counts={state: shown.get((role, state)) for state in STATES}
        )
        for role, name, kind in told
    ]
    return sorted(found, key=lambda one: (one.kind.en, one.role.en))


def stars(marts: Mapping[str, pd.DataFrame], people: Sequence[Person]) -> list[StarLine]:
    """Those of `people` who may be among the centre's best, the likeliest first."""
    known = {person.agent_id: person for person in people}
    rows = [
        row
        for row in records(marts, "star_candidates")
        if row["agent_id"] in known and row["state"] in STARS
    ]
    rows.sort(key=lambda row: (-row["prob_top"], row["agent_id"]))
    return [
        StarLine(
            person=known[row["agent_id"]],
            state=row["state"],
            chance=chance(row["prob_top"]),
            rank=both(
                "{l} to {u} of {n}",
                "{n} 人中第 {l} 至 {u} 名",
                l=whole(row["rank_lower"]),
                u=whole(row["rank_upper"]),
                n=whole(row["n_compared"]),
            ),
        )
        for row in rows
    ]


def _name(row: Record) -> Text:
    return Text(row["name_en"], row["name_zh"])
