"""Who moved on the ladder lately, and what moved them: scores then and the month before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from assets.report.names import Names
from assets.report.numbers import chance, score, signed
from assets.report.people import Person
from assets.report.records import Record, grouped, records, whole
from assets.report.text import Text, both, join, pair

MONTHS = 3
_NAMED = 2  # abilities a reason names
_SCORES = ("composite", "floor")  # obstacles that are the scores'
_LEAST = 0.1  # points of the overall score that are worth a word


@dataclass(frozen=True, kw_only=True)
class Move:
    """One person's move in one month; `up` tells which way."""

    person: Person
    period: date
    before: int
    after: int
    up: bool
    reason: Text


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Rows of the marts about everybody who moved lately, and of the months before."""

    moves: Mapping[str, list[Record]]
    ladder: Mapping[tuple[str, date], Record]
    composites: Mapping[tuple[str, date], Record]
    scores: Mapping[tuple[str, date], Mapping[str, float]]
    weights: Mapping[date, Mapping[str, float]]


def load_moved(marts: Mapping[str, pd.DataFrame], period: date) -> Moved:
    """Gather the moves of the last months, once for all pages."""
    first = pd.Timestamp(period) - pd.DateOffset(months=MONTHS - 1)
    near = {name: _since(marts.get(name), first - pd.DateOffset(months=1)) for name in
            ("agent_ladder", "agent_composites", "agent_scores")}  # fmt: skip
    ladder = near["agent_ladder"]
    if ladder.empty:
        return Moved(moves={}, ladder={}, composites={}, scores={}, weights={})
    moved = ladder["change"].isin(("promoted", "demoted"))
    moved &= pd.to_datetime(ladder["period"]) >= first
    agents = set(ladder.loc[moved, "agent_id"])
    theirs = {name: frame[frame["agent_id"].isin(agents)] if len(frame) else frame
              for name, frame in near.items()}  # fmt: skip
    scores: dict[tuple[str, date], dict[str, float]] = {}
    for row in records(theirs, "agent_scores"):
        if row["score"] is not None:
            key = row["agent_id"], row["period"]
            scores.setdefault(key, {})[row["dimension"]] = row["score"]
    weights: dict[date, dict[str, float]] = {}
    for row in records(marts, "dimension_weights"):
        weights.setdefault(row["period"], {})[row["dimension"]] = row["weight"]
    return Moved(
        moves=grouped(records({"moves": ladder[moved]}, "moves"), "agent_id"),
        ladder={(r["agent_id"], r["period"]): r for r in records(theirs, "agent_ladder")},
        composites={(r["agent_id"], r["period"]): r for r in records(theirs, "agent_composites")},
        scores=scores,
        weights=weights,
    )


def team_moves(people: Sequence[Person], moved: Moved, names: Names) -> list[Move]:
    """The team's moves, the newest first."""
    found = [
        Move(
            person=person,
            period=row["period"],
            before=before,
            after=after,
            up=row["change"] == "promoted",
            reason=_reason(row, before, after, moved, names),
        )
        for person in people
        for row in moved.moves.get(person.agent_id, [])
        if (before := whole(row.get("previous_tier"))) and (after := whole(row.get("tier")))
    ]
    return sorted(found, key=lambda one: (-one.period.toordinal(), one.person.name))


def _since(frame: pd.DataFrame | None, first: pd.Timestamp) -> pd.DataFrame:
    if frame is None or frame.empty:
        return pd.DataFrame()
    return frame[pd.to_datetime(frame["period"]) >= first]


def _reason(row: Record, before: int, after: int, moved: Moved, names: Names) -> Text:
    """What held it or how likely it was, what the score did, and which abilities did most."""
    agent, now = row["agent_id"], row["period"]
    then = (now.replace(day=1) - pd.Timedelta(days=1)).replace(day=1)
    up = row["change"] == "promoted"
    old = moved.ladder.get((agent, then), {})
    held = str(old.get("blocked_by") or "")
    told = pair(old.get("blocked_by_text"), old.get("blocked_by_text_zh"))
    if up and told is not None and not held.startswith(_SCORES):
        # The chances jump when a gate opens: that is not the scores' doing.
        words = [both("The month before: {t}", "上月：{t}", t=told)]
    else:
        words = [_likely(old, row, before, after, up)]
    scores = [moved.composites.get((agent, month), {}).get("composite") for month in (then, now)]
    if None in scores:
        return _joined(words)
    words.append(
        both("Overall score {a} → {b}.", "综合得分 {a} → {b}。", a=score(scores[0]),
             b=score(scores[1]))
    )  # fmt: skip
    most = _most(moved, agent, then, now, up)
    if most and (scores[1] - scores[0]) * (1 if up else -1) >= _LEAST:
        named = join([
            both("{d} {p}", "{d} {p}", d=names.dimension(key) or key, p=signed(points))
            for key, points in most
        ])  # fmt: skip
        words.append(both("Most of it (points of the overall score): {n}.",
                          "主要来自（折合综合得分）：{n}。", n=named))  # fmt: skip
    return _joined(words)


def _joined(words: Sequence[Text]) -> Text:
    return Text(" ".join(w.en for w in words), "".join(w.zh for w in words))


def _likely(old: Record, new: Record, before: int, after: int, up: bool) -> Text:
    """The chance the move was decided by, in the month before and now."""
    tiers = range(after, 6) if up else range(1, before)
    was, now = (
        sum(row.get(f"prob_tier_{n}") or 0.0 for n in tiers) if row.get("tier") else None
        for row in (old, new)
    )
    if up:
        return both(
            "Chance of tier {n} or above {a} → {b}.", "达到 {n} 级及以上的概率 {a} → {b}。",
            n=after, a=chance(was), b=chance(now),
        )  # fmt: skip
    return both(
        "Chance of being below tier {n} {a} → {b}.", "低于 {n} 级的概率 {a} → {b}。",
        n=before, a=chance(was), b=chance(now),
    )  # fmt: skip


def _most(moved: Moved, agent: str, then: date, now: date, up: bool) -> list[tuple[str, float]]:
    """The abilities that did most of the change, with their points of the overall score."""
    weights = moved.weights.get(now, {})
    old, new = moved.scores.get((agent, then), {}), moved.scores.get((agent, now), {})
    sign = 1 if up else -1
    points = {d: weights.get(d, 0.0) * (new[d] - old[d]) for d in new if d in old}
    ranked = sorted(points.items(), key=lambda one: -sign * one[1])
    return [(d, p) for d, p in ranked if sign * p >= _LEAST][:_NAMED]
