"""The content of the analysts' page of today's reviews: plan, gain, coverage, reviewers."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from markupsafe import Markup

from assets.report.charts.marked_bar import marked_bar
from assets.report.dates import day
from assets.report.numbers import percent
from assets.report.records import Record, records
from assets.report.text import Text, both

#: Contacts of the plan, agents and weeks shown.
MOST, AGENTS, WEEKS = 60, 15, 13
STRATA = {
    "all": Text("All contacts", "全部服务"),
    "new_hire": Text("New hires' contacts", "新人的服务"),
    "risk": Text("Risky contacts", "高风险服务"),
}
GROUPS = {
    "widest_quarter": Text("Widest quarter of the agents", "区间最宽的四分之一员工"),
    "all": Text("All agents", "全部员工"),
}


@dataclass(frozen=True, kw_only=True)
class GainLine:
    """Agents, or a group of them: how much narrower their intervals become."""

    name: Text | str
    bar: Markup
    reviews: int
    at_random: float
    before: float
    plan: float
    random: float
    ratio: float | None


@dataclass(frozen=True, kw_only=True)
class CoverageLine:
    """Contacts and reviewed ones of a week or a team."""

    name: Text | str
    bar: Markup
    contacts: int
    reviewed: int


def sampling_content(marts: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """What `analysis/sampling.html` is told; a missing mart leaves its part saying so."""
    plan = sorted(records(marts, "sampling_plan"), key=lambda row: row["rank"])
    coverage = records(marts, "sampling_coverage")
    reviewers = sorted(records(marts, "sampling_reviewers"), key=lambda row: row["reviewer_id"])
    return {
        "plan": plan[:MOST],
        "planned": len(plan),
        "counts": _counts(plan),
        "capacity": next(iter(records(marts, "sampling_capacity")), None),
        "gain": _gain(marts),
        "weeks": [(STRATA[name], _by(coverage, name, "week")) for name in STRATA],
        "teams": _by([row for row in coverage if row["week"] in _newest(coverage, 4)], "all",
                     "team_id"),
        "reviewers": reviewers,
        "groups_before": len({row["component_before"] for row in reviewers}),
        "groups_after": len({row["component_after"] for row in reviewers}),
    }  # fmt: skip


def _counts(plan: list[Record]) -> list[tuple[Text, int]]:
    """How many contacts of the plan each part of the chance stands for."""
    words = {
        "evidence": Text("to narrow intervals", "缩小分数区间"),
        "risk": Text("risky", "高风险"),
        "new_hire": Text("of new hires", "新人"),
        "issue_type": Text("seldom issue types", "少见问题类型"),
        "even": Text("from all alike", "等概率抽取"),
    }
    found = [row["stratum"] for row in plan]
    return [(told, found.count(name)) for name, told in words.items() if name in found]


def _gain(marts: Mapping[str, pd.DataFrame]) -> list[GainLine]:
    """The two groups, then the agents with the widest intervals."""
    groups = {row["agents_of"]: row for row in records(marts, "sampling_gain")}
    agents = [row for row in records(marts, "sampling_agents") if row["width_before"] is not None]
    agents.sort(key=lambda row: (-row["width_before"], row["agent_id"]))
    rows: list[tuple[Text | str, Record, int, float]] = [
        (words, groups[name], groups[name]["n_reviews"], groups[name]["n_reviews_random"])
        for name, words in GROUPS.items()
        if name in groups
    ]
    rows += [
        (row["agent_id"], row, row["drawn"], row["expected_at_random"]) for row in agents[:AGENTS]
    ]
    most = max((row["width_before"] - row["width_after"] for _, row, _, _ in rows), default=0.0)
    return [_gain_line(name, row, drawn, least, most) for name, row, drawn, least in rows]


def _gain_line(
    name: Text | str, row: Record, drawn: int, at_random: float, most: float
) -> GainLine:
    before, plan, random = (row[f"width_{one}"] for one in ("before", "after", "random"))
    title = both(
        "{n}: narrower by {p} points with the plan, {r} at random",
        "{n}：按计划缩小 {p} 分，随机抽样缩小 {r} 分",
        n=name, p=f"{before - plan:.2f}", r=f"{before - random:.2f}",
    )  # fmt: skip
    return GainLine(
        name=name,
        bar=marked_bar(
            max(before - plan, 0.0), most, title=title, mark=max(before - random, 0.0),
            data={"data_gain": name.en if isinstance(name, Text) else name},
        ),
        reviews=int(drawn), at_random=at_random, before=before, plan=plan, random=random,
        ratio=row.get("ratio"),
    )  # fmt: skip


def _newest(coverage: list[Record], count: int) -> set[date]:
    return set(sorted({row["week"] for row in coverage})[-count:])


def _by(coverage: list[Record], stratum: str, column: str) -> list[CoverageLine]:
    """Contacts of a stratum by week, the newest first, or by team."""
    sums: defaultdict[Any, list[int]] = defaultdict(lambda: [0, 0])
    target = None
    for row in coverage:
        if row["stratum"] == stratum:
            sums[row[column]][0] += int(row["contacts"])
            sums[row[column]][1] += int(row["reviewed"])
            target = row["target_share"]
    shares = [done / contacts for contacts, done in sums.values()]
    most = max([*shares, target or 0.0, 0.01])
    names = sorted(sums, reverse=column == "week")[: WEEKS if column == "week" else None]
    return [_coverage_line(one, *sums[one], target=target, most=most) for one in names]


def _coverage_line(
    name: Any, contacts: int, done: int, *, target: float | None, most: float
) -> CoverageLine:
    words = (
        both("week of {d}", "{d}起的一周", d=day(name)) if isinstance(name, date)
        else name or Text("no team", "未分组")
    )  # fmt: skip
    title = both(
        "{n}: {r} of {c} contacts reviewed, {s}",
        "{n}：{c} 次服务中质检 {r} 次，{s}",
        n=words, r=done, c=contacts, s=percent(done / contacts),
    )  # fmt: skip
    return CoverageLine(
        name=words,
        bar=marked_bar(
            done / contacts, most, title=title, mark=target, data={"data_covered": str(name)}
        ),
        contacts=contacts,
        reviewed=done,
    )
