"""Chart: what a course changed, in points, against the zero line."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from assets.report.charts.svg import Scale
from assets.report.charts.zero_interval import zero_interval
from assets.report.numbers import signed
from assets.report.text import Text, both


def effect_scale(ends: Sequence[float]) -> Scale:
    """A scale of whole points that holds all ends and zero.

    >>> effect_scale([-1.5, 4.2])
    Scale(low=-2, high=5)
    """
    return Scale(math.floor(min([*ends, -1.0])), math.ceil(max([*ends, 1.0])))


def effect_interval(
    uplift: float,
    lower: float,
    upper: float,
    scale: Scale,
    *,
    course_id: str,
    dimension: str,
    before_after: float | None = None,
    sound: bool = True,
) -> Markup:
    """The row of one course and dimension; a hollow dot where the interval holds zero.

    Args:
        uplift: points gained.
        lower: lower end of its interval.
        upper: upper end of its interval.
        scale: shared by all rows of the table.
        course_id: the course.
        dimension: the dimension.
        before_after: what a plain comparison would say, drawn as a hollow diamond.
        sound: whether no check speaks against it.
    """
    title = both(
        "{u} points, most likely {a} to {b}",
        "{u} 分，很可能在 {a} 到 {b} 之间",
        u=signed(uplift),
        a=signed(lower),
        b=signed(upper),
    )
    data = {"data_course": course_id, "data_dimension": dimension}
    if before_after is not None:
        plain = both(
            "; before and after alone would say {n}",
            "；单看课前课后为 {n}",
            n=signed(before_after),
        )
        title = Text(title.en + plain.en, title.zh + plain.zh)
    return zero_interval(
        uplift, lower, upper, scale, title=title, data=data, beside=before_after, sound=sound
    )
