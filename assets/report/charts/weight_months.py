"""Chart: one dimension's weight month by month as columns, its usual weight as a line across."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from assets.report.charts.svg import across, chart, element
from assets.report.dates import month
from assets.report.numbers import percent
from assets.report.text import Text, both

ROW = 34


@dataclass(frozen=True, kw_only=True)
class WeightMonth:
    """Shares of 1 in one month."""

    period: date
    weight: float
    base: float


def weight_months(months: Sequence[WeightMonth], widest: float) -> Markup:
    """Columns of one dimension, oldest first; `widest` is the share at the upper edge."""
    full = widest or 1.0
    step = 1 / max(len(months), 1)
    parts: list[Markup] = []
    for place, one in enumerate(months):
        tall = ROW * one.weight / full
        parts.append(
            element(
                "rect", x=across(place * step + step * 0.1), y=f"{ROW - tall:.1f}",
                width=across(step * 0.8), height=f"{tall:.1f}", class_="weight-month",
                data_period=one.period.isoformat(), data_value=f"{one.weight:.6f}",
            )
        )  # fmt: skip
        line = f"{ROW - ROW * one.base / full:.1f}"
        ends = {"x1": across(place * step), "x2": across((place + 1) * step)}
        parts.append(element("line", **ends, y1=line, y2=line, class_="bound"))
    return chart(*parts, title=_title(months), height=ROW)


def _title(months: Sequence[WeightMonth]) -> Text:
    if not months:
        return Text("No months", "没有月份")
    first, last = months[0], months[-1]
    return both(
        "{a} in {m}, {b} in {n}",
        "{m} {a}，{n} {b}",
        a=percent(first.weight),
        b=percent(last.weight),
        m=month(first.period),
        n=month(last.period),
    )
