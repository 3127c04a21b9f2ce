"""Chart of a validation: lines over months with a band behind them, and when business changed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from assets.report.charts.svg import across, chart, element, words
from assets.report.text import Text
from competency.columns import Floats

HEIGHT = 150
# The years of a long scenario would else run into each other.
TICKS = 12


@dataclass(frozen=True)
class Line:
    """Values by month, NaN where there are none, drawn in the class `style`."""

    style: str
    values: Floats


def month_lines(
    lines: Sequence[Line],
    *,
    top: float,
    title: Text,
    shown: str,
    band: tuple[Floats, Floats] | None = None,
    change: int | None = None,
    promises: Sequence[tuple[int, int, float]] = (),
) -> Markup:
    """Lines between the middles of the months, from 0 to `top`.

    Args:
        lines: drawn in order, the last on top.
        top: value at the upper edge; what is beyond stays there.
        title: name of the picture.
        shown: `top` as it is written on the axis.
        band: lower and upper ends by month, behind the lines.
        change: first month of the changed business, marked at its beginning.
        promises: first month, month after the last, and value that lines should stay below.
    """
    months = len(lines[0].values)

    def middle(month: int) -> str:
        return across((month + 0.5) / months)

    def height(value: float) -> float:
        return round((1 - min(max(value / top, 0.0), 1.0)) * HEIGHT, 1)

    parts = [element("rect", x=0, y=0, width="100%", height=HEIGHT, class_="frame")]
    for month in range(months) if band else ():
        low, high = float(band[0][month]), float(band[1][month])
        if np.isfinite(low + high):
            parts.append(
                element("rect", x=across(month / months), width=across(1 / months), y=height(high),
                        height=round(height(low) - height(high), 1), class_="band")
            )  # fmt: skip
    if change is not None and change < months:
        at = across(change / months)
        parts.append(element("line", x1=at, x2=at, y1=0, y2=HEIGHT, class_="zero"))
    for first, end, value in promises:
        parts.append(
            element("line", x1=across(first / months), x2=across(end / months), y1=height(value),
                    y2=height(value), class_="promise")
        )  # fmt: skip
    for line in lines:
        parts += [
            element("line", x1=middle(month), x2=middle(month + 1), y1=height(one),
                    y2=height(other), class_=f"step {line.style}", data_month=month + 1,
                    data_value=f"{one:.4f}", data_next=f"{other:.4f}")
            for month, (one, other) in enumerate(
                zip(line.values[:-1].tolist(), line.values[1:].tolist(), strict=True)
            )
            if np.isfinite(one + other)
        ]  # fmt: skip
    apart = -(-months // TICKS)
    parts += [
        words(str(month + 1), x=middle(month), y=HEIGHT + 14, class_="tick middle")
        for month in range(0, months, apart)
    ]
    parts.append(words(shown, x=4, y=12, class_="tick"))
    return chart(*parts, title=title, height=HEIGHT + 20)
