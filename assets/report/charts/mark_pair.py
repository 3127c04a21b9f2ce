"""Chart: the mean mark of human reviews as a full dot, that of machine reviews as a hollow one."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from assets.report.charts.svg import Scale, across, chart, element, words
from assets.report.numbers import percent
from assets.report.text import Text, both

ROW = 24
MIDDLE = 12


def mark_scale(marks: Sequence[float]) -> Scale:
    """Tenths that hold all marks.

    >>> mark_scale([0.76, 0.88])
    Scale(low=0.7, high=0.9)
    """
    low = math.floor(min(marks, default=0.0) * 10) / 10
    high = math.ceil(max(marks, default=1.0) * 10) / 10
    return Scale(low, high if high > low else low + 0.1)


def mark_axis(scale: Scale) -> Markup:
    """The head of the column: the ends of the scale."""
    ends = [
        words(percent(scale.low), x=0, y=12, class_="axis"),
        words(percent(scale.high), x="100%", y=12, class_="axis end"),
    ]
    return chart(*ends, title=Text("Shares of the full mark", "占满分的比例"), height=16)


def mark_pair(
    human: float | None, machine: float | None, scale: Scale, *, criterion: str
) -> Markup:
    """The row of one criterion; a side nobody marked is left out."""
    parts = [element("rect", x=0, y=9, width="100%", height=6, rx=3, class_="track")]
    if human is not None and machine is not None:
        ends = {"x1": across(scale.at(human)), "x2": across(scale.at(machine))}
        parts.append(element("line", **ends, y1=MIDDLE, y2=MIDDLE, class_="range"))
    for mark, kind, side in ((human, "dot", "human"), (machine, "dot open", "machine")):
        if mark is not None:
            parts.append(
                element("circle", cx=across(scale.at(mark)), cy=MIDDLE, r=5, class_=kind,
                        data_criterion=criterion, data_side=side, data_value=f"{mark:.6f}")
            )  # fmt: skip
    nobody = Text("none", "无")
    title = both(
        "human {h}, machine {m}",
        "人工 {h}，机器 {m}",
        h=percent(human) if human is not None else nobody,
        m=percent(machine) if machine is not None else nobody,
    )
    return chart(*parts, title=title, height=ROW)
