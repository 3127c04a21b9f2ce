"""Chart: how many cases make an indicator half reliable, as a dot on a scale of tenfold steps."""

import math

from markupsafe import Markup

from assets.report.charts.svg import Scale, across, chart, element, words
from assets.report.text import Text, both

ROW = 22
MIDDLE = 11


def cases_scale(largest: float) -> Scale:
    """Powers of ten from 1 up to the one that holds the largest.

    >>> cases_scale(130.0)
    Scale(low=0, high=3)
    """
    return Scale(0, max(math.ceil(math.log10(max(largest, 1.0))), 1))


def cases_needed(cases: float, scale: Scale, *, indicator: str) -> Markup:
    """The row of one indicator; less than one case stands at one."""
    at = across(scale.at(math.log10(max(cases, 1.0))))
    return chart(
        element("rect", x=0, y=MIDDLE - 3, width="100%", height=6, rx=3, class_="track"),
        element("line", x1=across(scale.at(scale.low)), x2=at, y1=MIDDLE, y2=MIDDLE,
                class_="range"),
        element("circle", cx=at, cy=MIDDLE, r=5, class_="dot", data_indicator=indicator,
                data_cases=f"{cases:.3f}"),
        title=both("{n} cases", "{n} 件", n=f"{max(cases, 1.0):,.0f}"),
        height=ROW,
    )  # fmt: skip


def cases_axis(scale: Scale) -> Markup:
    """The head of the column, from 1 on."""
    names = [
        words(f"{10**step:,}", x=across(scale.at(step)), y=12, class_="axis middle")
        for step in range(int(scale.low), int(scale.high) + 1)
    ]
    return chart(*names, title=Text("Cases, in tenfold steps", "件数，每格十倍"), height=16)
