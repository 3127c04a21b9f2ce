"""For analysts: what circumstances alone do to the indicators, the largest effects first."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from assets.report.charts.svg import Scale
from assets.report.charts.zero_interval import even_scale, zero_interval
from assets.report.model_words import factor
from assets.report.names import Names
from assets.report.numbers import signed
from assets.report.records import Record, records, whole
from assets.report.text import Text, both

# Effects shown of each kind.
MOST = 8
_TIMES = ("minutes", "seconds")


@dataclass(frozen=True, kw_only=True)
class MixLine:
    """One circumstance of one indicator."""

    indicator: Text
    factor: Text
    level: str
    bar: Markup
    value: str
    interval: str
    cases: int


@dataclass(frozen=True, kw_only=True)
class MixGroup:
    """Effects that are told in the same unit."""

    heading: Text
    unit: Text
    lines: list[MixLine]
    total: int


_GROUPS = {
    "odds": (
        Text("Shares of contacts", "按服务次数计算的比率"),
        Text(
            "Factor on the odds: × 2 turns 50 % into 67 %, and 80 % into 89 %.",
            "发生比的倍数：× 2 时，50 % 变为 67 %，80 % 变为 89 %。",
        ),
    ),
    "times": (
        Text("Durations", "时长"),
        Text("Factor on the time taken.", "所用时间的倍数。"),
    ),
    "marks": (
        Text("Marks of reviews", "质检评分"),
        Text("Points of a mark of 100.", "百分制评分的分值。"),
    ),
}


def case_mix(marts: Mapping[str, pd.DataFrame], names: Names) -> list[MixGroup]:
    """Effects that hold throughout, clear ones before unclear, then by size; a few of each kind.

    A level's movement from half-year to half-year is in the mart only.
    """
    kinds = {r["indicator"]: _kind(r) for r in records(marts, "framework_indicators")}
    rows = [
        r for r in records(marts, "case_mix_effects")
        if r.get("since") is None and None not in (r["effect"], r["lower"], r["upper"])
    ]  # fmt: skip
    groups = []
    for kind, (heading, unit) in _GROUPS.items():
        mine = [r for r in rows if kinds.get(r["indicator"]) == kind]
        mine.sort(key=lambda r: (not _clear(r), -abs(r["effect"]), r["indicator"], r["level"]))
        shown = mine[:MOST]
        scale = even_scale([v for r in shown for v in (r["lower"], r["upper"])], 0.1)
        if shown:
            groups.append(
                MixGroup(
                    heading=heading,
                    unit=unit,
                    lines=[_line(r, kind, scale, names) for r in shown],
                    total=len(mine),
                )
            )
    return groups


def _kind(indicator: Record) -> str | None:
    """The unit an indicator's effects are told in; None where there is no plain one."""
    if indicator.get("source") != "crm/interactions":
        return "marks"
    if indicator.get("unit") in _TIMES:
        return "times"
    return "odds" if indicator.get("unit") == "share" else None


def _clear(row: Record) -> bool:
    return bool(row["lower"] > 0 or row["upper"] < 0)


def _line(row: Record, kind: str, scale: Scale, names: Names) -> MixLine:
    value, lower, upper = (_told(row[name], kind) for name in ("effect", "lower", "upper"))
    indicator, cause = names.indicator(row["indicator"]), factor(row["factor"])
    title = both(
        "{i}, {f} {l}: {v}, most likely {a} to {b}",
        "{i}，{f} {l}：{v}，很可能在 {a} 到 {b} 之间",
        i=indicator, f=cause, l=row["level"], v=value, a=lower, b=upper,
    )  # fmt: skip
    data = {
        "data_indicator": row["indicator"],
        "data_factor": row["factor"],
        "data_level": row["level"],
    }
    return MixLine(
        indicator=indicator,
        factor=cause,
        level=row["level"],
        bar=zero_interval(row["effect"], row["lower"], row["upper"], scale, title=title, data=data),
        value=value,
        interval=f"{lower} … {upper}",
        cases=whole(row.get("n_cases")) or 0,
    )


def _told(effect: float, kind: str) -> str:
    return signed(100 * effect) if kind == "marks" else f"× {math.exp(effect):.2f}"
