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


def read_plan(marts: Mapping[str, pd.DataFrame]) -> Plan | None:
    """The plan of the result; None where there is none."""
    rows = records(marts, "path_plan")
    if not rows:
        return None
    row = rows[0]
    value, bound, gap = row.get("value"), row.get("bound"), row.get("gap")
    drawn = value is not None and bound is not None and value > 0
    effort = str(row.get("effort"))
    return Plan(
        closed=row.get("closed") or 0.0,
        items=whole(row.get("items")) or 0,
        agents=whole(row.get("agents")) or 0,
        bar=plan_bound(value, max(bound, value)) if drawn else None,
        proof=_proof(gap),
        effort=EFFORTS.get(effort, Text(effort, effort)),
        stopped=bool(row.get("stopped")),
        missed=whole(row.get("mandatory_missed")) or 0,
    )


def _proof(gap: float | None) -> Text:
    """How much more any other plan could be worth.

    >>> _proof(0.0123).en
    'No other plan could be worth more than 1.23 % above this one.'
    """
    if gap is None:
        return Text(
            "How much better another plan could be was not looked into.",
            "未计算其他方案最多能好多少。",
        )
    if gap < 0.00005:
        return Text("No other plan could be worth more.", "已证明没有更好的方案。")
    return both(
        "No other plan could be worth more than {g} % above this one.",
        "已证明任何其他方案最多只能比本方案高 {g} %。",
        g=f"{gap * 100:.2f}",
    )
