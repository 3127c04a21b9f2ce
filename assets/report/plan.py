"""How good the plan of all paths is: what it closes and how near it is to the best possible."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from assets.report.charts.plan_bound import plan_bound
from assets.report.records import records, whole
from assets.report.text import Text, both

EFFORTS = {
    "quick": Text("quick", "快速"),
    "standard": Text("standard", "标准"),
    "thorough": Text("thorough", "深入"),
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The plan in a few figures."""

    closed: float
    items: int
    agents: int
    bar: Markup | None
    proof: Text
    effort: Text
    stopped: bool
    missed: int
    problems: tuple[Text, ...] = ()


def read_plan(marts: Mapping[str, pd.DataFrame]) -> Plan | None:
    """The plan of the result; None where there is none."""
    rows = records(marts, "path_plan")
    if not rows:
        return None
    row = rows[0]
    value, bound, closed = row.get("value"), row.get("bound"), row.get("closed") or 0.0
    more = None if value is None or bound is None else max(0.0, bound - value)
    effort = str(row.get("effort"))
    return Plan(
        closed=closed,
        items=whole(row.get("items")) or 0,
        agents=whole(row.get("agents")) or 0,
        bar=plan_bound(closed, more) if more is not None and closed > 0 else None,
        proof=_proof(more, closed),
        effort=EFFORTS.get(effort, Text(effort, effort)),
        stopped=bool(row.get("stopped")),
        missed=whole(row.get("mandatory_missed")) or 0,
        problems=tuple(
            Text(en, zh)
            for en, zh in zip(
                (row.get("problems") or "").splitlines(),
                (row.get("problems_zh") or "").splitlines(),
                strict=True,
            )
        ),
    )


def _proof(more: float | None, closed: float) -> Text:
    """How much more any other plan could be worth.

    The share is of the points closed: the value also counts required courses, against which the
    rest would look like nothing.

    >>> _proof(1.5, 60.0).en
    'No plan within the rules could be worth over 1.50 points more (2.5 % of what this closes).'
    """
    if more is None:
        return Text(
            "How much better another plan could be was not looked into.",
            "未计算其他方案最多能好多少。",
        )
    if more < 0.005:
        return Text("No plan within the rules could be worth more.", "已证明没有更好的方案。")
    share = Text("", "")
    if closed > 0:
        part = f"{more / closed * 100:.1f}"
        share = both(" ({p} % of what this closes)", "（相当于本方案所弥补的 {p} %）", p=part)
    return both(
        "No plan within the rules could be worth over {m} points more{s}.",
        "已证明符合规则的方案最多只能再高 {m} 分{s}。",
        m=f"{more:.2f}",
        s=share,
    )
