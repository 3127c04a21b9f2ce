"""Chart: one dimension's weight this month as a bar, its usual weight and its bounds as marks."""

from dataclasses import dataclass

from markupsafe import Markup

from assets.report.charts.svg import across, chart, element
from assets.report.numbers import percent
from assets.report.text import both

ROW = 26


@dataclass(frozen=True, kw_only=True)
class Weight:
    """Shares of 1."""

    dimension: str
    base: float
    weight: float
    lower: float | None
    upper: float | None


def weight_bar(row: Weight, widest: float) -> Markup:
    """The row of one dimension; `widest` is the share at the right edge."""
    full = widest or 1.0
    base = across(min(row.base / full, 0.995))
    parts = [
        element("rect", x=0, y=5, width="100%", height=14, rx=4, class_="track"),
        element(
            "rect", x=0, y=5, width=across(row.weight / full), height=14, rx=4, class_="weight",
            data_dimension=row.dimension, data_value=f"{row.weight:.6f}",
        ),
    ]  # fmt: skip
    if row.lower is not None and row.upper is not None:
        ends = {"x1": across(row.lower / full), "x2": across(row.upper / full)}
        parts.append(element("line", **ends, y1=23, y2=23, class_="bound"))
    parts.append(element("line", x1=base, x2=base, y1=1, y2=23, class_="base"))
    title = both("{w}, usually {b}", "{w}，通常为 {b}", w=percent(row.weight), b=percent(row.base))
    return chart(*parts, title=title, height=ROW)
