"""Chart: what a course changed, in points, against the zero line."""

from collections.abc import Sequence

from markupsafe import Markup

from assets.report.charts.svg import Scale
from assets.report.charts.zero_interval import zero_interval
from assets.report.numbers import signed
from assets.report.text import both


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
    title = both(
        "{u} points, most likely {a} to {b}",
        "{u} 分，很可能在 {a} 到 {b} 之间",
        u=signed(uplift),
        a=signed(lower),
        b=signed(upper),
    )
    data = {"data_course": course_id, "data_dimension": dimension}
    return zero_interval(uplift, lower, upper, scale, title=title, data=data)
