"""Chart: a bar from zero, and a mark that it is compared with."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from assets.report.charts.svg import across, chart, element
from assets.report.text import Text

ROW = 22


def marked_bar(
    value: float,
    most: float,
    *,
    title: Text,
    data: Mapping[str, Any],
    mark: float | None = None,
) -> Markup:
    """One row.

    Args:
        value: length of the bar, from 0 on.
        most: length of the whole row, shared by all rows of the table.
        title: the row in words.
        data: `data_…` attributes of the bar beside its value.
        mark: what it is compared with, as an upright line.
    """
    whole = most or 1.0
    parts = [
        element("rect", x=0, y=5, width="100%", height=ROW - 10, rx=2, class_="track"),
        element(
            "rect", x=0, y=5, width=across(min(value / whole, 1.0)), height=ROW - 10, rx=2,
            class_="weight", **data, data_value=f"{value:.4f}",
        ),
    ]  # fmt: skip
    if mark is not None:
        at = across(min(mark / whole, 1.0))
        parts.append(
            element("line", x1=at, x2=at, y1=1, y2=ROW - 1, class_="base", data_mark=f"{mark:.4f}")
        )
    return chart(*parts, title=title, height=ROW)
