"""Chart: the points missing on an ability, and how many of them a course is expected to close."""

from collections.abc import Iterable

from markupsafe import Markup

from assets.report.charts.svg import Scale, across, chart, element
from assets.report.numbers import signed
from assets.report.text import Text, both, join

ROW = 22
MIDDLE = 11


def gap_scale(points: Iterable[float | None]) -> Scale:
    """A scale from zero that holds all points given, in steps of five.

    >>> gap_scale([12.5, None, 3.0])
    Scale(low=0.0, high=15.0)
    """
    most = max([p for p in points if p is not None], default=0.0)
    return Scale(0.0, max(5.0, 5.0 * -(-most // 5)))


def gap_bar(
    gap: float,
    scale: Scale,
    *,
    closes: float | None = None,
    lower: float | None = None,
    upper: float | None = None,
) -> Markup:
    """One row.

    Args:
        gap: points missing.
        scale: shared by all rows of the page.
        closes: points expected; None where there is no course.
        lower: lower end of its interval.
        upper: upper end of its interval.
    """
    start = scale.at(0.0)
    wide = scale.at(gap) - start
    parts = [
        element("rect", x=across(start), y=MIDDLE - 7, width=across(wide), height=14, rx=2,
                class_="gap", data_gap=f"{gap:.3f}")
    ]  # fmt: skip
    title = both("{g} points missing", "差 {g} 分", g=f"{gap:.0f}")
    if closes is not None:
        parts.append(
            element("rect", x=across(start), y=MIDDLE - 4, height=8, class_="closes",
                    width=across(scale.at(closes) - start), data_value=f"{closes:.3f}")
        )  # fmt: skip
        title = join([title, both("{u} expected", "预计 {u}", u=signed(closes))])
    if lower is not None and upper is not None:
        left, right = across(scale.at(lower)), across(scale.at(upper))
        parts.append(
            element("line", x1=left, x2=right, y1=MIDDLE, y2=MIDDLE, class_="range",
                    data_lower=f"{lower:.3f}", data_upper=f"{upper:.3f}")
        )  # fmt: skip
        ends = f"{signed(lower)} … {signed(upper)}"
        title = join([title, Text(ends, ends)])
    return chart(*parts, title=title, height=ROW)
