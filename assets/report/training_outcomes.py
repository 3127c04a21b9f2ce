"""What training does for customers, for the page of returns: effects with intervals and checks."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from assets.report.course_titles import course_titles
from assets.report.names import Names
from assets.report.numbers import signed
from assets.report.records import Record, records
from assets.report.suppression import SMALLEST
from assets.report.text import Text

ALL = "all"
_BETTER_LOW = frozenset({"handle_minutes", "complaint", "repeat_contact", "reopened", "escalated"})
CHECKS = {
    "clear": Text("checks passed", "检验通过"),
    "doubtful": Text("a check failed: do not rely on it", "未通过检验：不宜采信"),
    "not_checked": Text("too few earlier months to check", "此前月份太少，无法检验"),
}


@dataclass(frozen=True, kw_only=True)
class OutcomeLine:
    """One effect in words; figures in the outcome's unit."""

    row: Record
    course: Text | str
    outcome: Text | str
    effect: str
    interval: str
    naive: str
    unit: Text
    verdict: Text
    check: Text


def outcome_lines(marts: Mapping[str, pd.DataFrame], names: Names) -> list[OutcomeLine]:
    """Effects on outcomes of five people or more: of a course more first, then by course."""
    titles = course_titles(marts)
    rows = [row for row in records(marts, "training_outcomes") if row["n_compared"] >= SMALLEST]
    rows.sort(key=lambda row: row["course_id"] != ALL)
    return [_line(row, titles, names) for row in rows]


def _line(row: Record, titles: Mapping[str, str], names: Names) -> OutcomeLine:
    scale, digits, unit = unit_of(row)
    effect, lower, upper = (signed(scale * row[k], digits) for k in ("effect", "lower", "upper"))
    return OutcomeLine(
        row=row,
        course=Text("One course more", "每多完成一门课程")
        if row["course_id"] == ALL
        else titles.get(row["course_id"]) or row["course_id"],
        outcome=names.indicator(row["outcome"]) or row["outcome"],
        effect=effect,
        interval=f"{lower} … {upper}",
        naive=signed(None if row["before_after"] is None else scale * row["before_after"], digits),
        unit=unit,
        verdict=_verdict(row),
        check=CHECKS.get(row["check_state"], CHECKS["not_checked"]),
    )


def unit_of(row: Record) -> tuple[float, int, Text]:
    """What a row's effects are multiplied by, their decimals and their unit."""
    # Shares in points of a hundred, lengths of time in minutes to the second or so.
    if row["unit"] not in ("minutes", "seconds"):
        return 100.0, 1, Text("percentage points", "个百分点")
    return 1.0, 2, Text(row["unit"], "分钟" if row["unit"] == "minutes" else "秒")


def is_better(row: Record, change: float) -> bool:
    """Whether a change of a row's outcome is for the better."""
    return (change < 0) == (row["outcome"] in _BETTER_LOW)


def _verdict(row: Record) -> Text:
    if row["lower"] <= 0 <= row["upper"]:
        return Text("may be nothing", "可能没有效果")
    better = is_better(row, row["effect"])
    return Text("better", "改善") if better else Text("worse", "变差")
