"""How long new people take to work alone: curves and cohorts for the page of returns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assets.report.numbers import ratio_change
from assets.report.records import Record, records
from assets.report.text import Text, both

MEASURES = {
    "told": Text("by the tier people were told", "按已告知的等级"),
    "scored": Text("by score alone", "仅按得分"),
}
_GROUPS = {
    "baseline": Text("Baseline", "基准批次"),
    "later": Text("All hired later", "之后入职的全部人员"),
}


@dataclass(frozen=True, kw_only=True)
class CohortLine:
    """One cohort by one measure, in words."""

    row: Record
    name: Text | str
    median: Text
    change: Text
    sentence: Text | None


@dataclass(frozen=True, kw_only=True)
class Proficiency:
    """One measure: its lines and what the chart draws."""

    measure: str
    name: Text
    lines: list[CohortLine]
    data: dict[str, Any]


def proficiency(marts: Mapping[str, pd.DataFrame], claim: float) -> list[Proficiency]:
    """Both measures, that of the told tier first; none where no cohort has enough people.

    Args:
        marts: frames by mart name; any may be missing.
        claim: shortening to beat, 0.4 for 40 %.
    """
    curves, cohorts = records(marts, "proficiency_curves"), records(marts, "proficiency_cohorts")
    found = []
    for measure, name in MEASURES.items():
        rows = [row for row in cohorts if row["measure"] == measure]
        if not rows:
            continue
        drawn = [row for row in curves if row["measure"] == measure]
        found.append(
            Proficiency(
                measure=measure,
                name=name,
                lines=[_line(row, claim) for row in rows],
                data={"curves": _curves(drawn), "claim": _claimed(drawn, claim), "share": claim},
            )
        )
    return found


def _line(row: Record, claim: float) -> CohortLine:
    median = row["median_months"]
    words = (
        Text("not yet half of them", "尚未过半")
        if median is None
        else both(
            "{m:.1f} months ({a} … {b})",
            "{m:.1f} 个月（{a} … {b}）",
            m=median,
            a=_known(row["median_lower"]),
            b=_known(row["median_upper"]),
        )
    )
    ratio, lower, upper = row["time_ratio"], row["ratio_lower"], row["ratio_upper"]
    if row["state"] == "baseline":
        change = Text("what others are compared with", "比较基准")
    elif row["role"] == "earlier":
        change = Text("hired before the baseline", "早于基准批次入职")
    elif ratio is None:
        change = Text("too few to compare", "人数太少，无法比较")
    else:
        change = both(
            "{c} ({a} … {b})",
            "{c}（{a} … {b}）",
            c=ratio_change(ratio),
            a=ratio_change(lower),
            b=ratio_change(upper),
        )
    return CohortLine(
        row=row,
        name=_GROUPS.get(row["cohort"], row["cohort"]),
        median=words,
        change=change,
        sentence=_verdict(lower, upper, claim) if ratio is not None else None,
    )


def _known(months: float | None) -> str:
    return "?" if months is None else f"{months:.1f}"


def _verdict(lower: float, upper: float, claim: float) -> Text:
    """What the interval of a ratio says of faster, and of the claim."""
    bar = 1 - claim
    if upper <= bar:
        return Text("faster, and past the claim", "更快，且超过所宣称的幅度")
    if upper < 1:
        reach = (
            Text("the claim is within the interval", "所宣称的幅度在区间之内")
            if lower <= bar
            else Text("but less than claimed", "但未达到所宣称的幅度")
        )
        return both("faster; {r}", "更快；{r}", r=reach)
    if lower > 1:
        return Text("slower", "更慢")
    return Text("no difference can be told", "看不出差异")


def _curves(rows: list[Record]) -> list[dict[str, Any]]:
    """The two pooled curves where both are there, else all."""
    pooled = [row for row in rows if row["cohort"] in _GROUPS]
    return [
        {
            "cohort": row["cohort"],
            "name": _GROUPS.get(row["cohort"], Text(row["cohort"], row["cohort"])),
            "months": row["months"],
            "share": 1 - row["share_waiting"],
            "lower": None if row["upper"] is None else 1 - row["upper"],
            "upper": None if row["lower"] is None else 1 - row["lower"],
        }
        for row in pooled or rows
    ]


def _claimed(rows: list[Record], claim: float) -> list[dict[str, float]]:
    """The baseline's curve, had it taken so much less time."""
    return [
        {"months": row["months"] * (1 - claim), "share": 1 - row["share_waiting"]}
        for row in rows
        if row["cohort"] == "baseline"
    ]
