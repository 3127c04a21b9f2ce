"""Chart: what a course changed, as a dot with its 90 % interval against the zero line."""

from collections.abc import Sequence

from markupsafe import Markup

from assets.report.charts.svg import Scale, across, chart, element
from assets.report.numbers import signed
from assets.report.text import both

ROW = 24
MIDDLE = 12


def effect_scale(ends: Sequence[float]) -> Scale:
    """A scale that holds all intervals and zero, with the same room on both sides.

    >>> effect_scale([-1.5, 4.2])
    Scale(low=-5, high=5)
    """
    reach = max([abs(v) for v in ends], default=1.0)
    reach = max(int(reach) + 1, 1)
    return Scale(-reach, reach)


def effect_interval(
    uplift: float, lower: float, upper: float, scale: Scale, *, course_id: str, dimension: str
) -> Markup:
    """The row of one course and dimension; a hollow dot where the interval holds zero."""
    zero, left, right, at = (across(scale.at(v)) for v in (0.0, lower, upper, uplift))
    clear = lower > 0 or upper < 0
    title = both(
        "{u} points, most likely {a} to {b}",
        "{u} 分，很可能在 {a} 到 {b} 之间",
        u=signed(uplift),
        a=signed(lower),
        b=signed(upper),
    )
    return chart(
        element("line", x1=zero, x2=zero, y1=0, y2=ROW, class_="zero"),
        element("line", x1=left, x2=right, y1=MIDDLE, y2=MIDDLE, class_="range"),
        element(
            "circle", cx=at, cy=MIDDLE, r=5, class_="dot clear" if clear else "dot open",
            data_course=course_id, data_dimension=dimension, data_value=f"{uplift:.3f}",
            data_lower=f"{lower:.3f}", data_upper=f"{upper:.3f}",
        ),
        title=title,
        height=ROW,
    )  # fmt: skip
