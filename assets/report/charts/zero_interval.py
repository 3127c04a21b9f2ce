"""Chart: a difference as a dot with its 90 % interval against the zero line."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from assets.report.charts.svg import Scale, across, chart, element
from assets.report.text import Text

ROW = 24
MIDDLE = 12


def even_scale(ends: Sequence[float], least: float = 1.0) -> Scale:
    """A scale that holds all ends and zero, with the same room on both sides.

    >>> even_scale([-1.5, 4.0])
    Scale(low=-4.0, high=4.0)
    """
    reach = max([abs(v) for v in ends], default=least) or least
    return Scale(-reach, reach)


def zero_interval(
    value: float,
    lower: float,
    upper: float,
    scale: Scale,
    *,
    title: Text,
    data: Mapping[str, Any],
    later: Sequence[float] = (),
    beside: float | None = None,
    sound: bool = True,
) -> Markup:
    """One row; a hollow dot where the interval holds zero.

    Args:
        value: the difference.
        lower: lower end of its interval.
        upper: upper end of its interval.
        scale: shared by all rows of the table.
        title: the row in words.
        data: `data_…` attributes of the dot beside value and ends.
        later: the same difference in parts of the time, oldest first, as small upright marks.
        beside: another figure for it, as a hollow diamond.
        sound: False where something speaks against the figure; the dot is hollow then.
    """
    zero, left, right, at = (across(scale.at(v)) for v in (0.0, lower, upper, value))
    clear = sound and (lower > 0 or upper < 0)
    marks = [
        element("line", x1=across(scale.at(v)), x2=across(scale.at(v)), y1=MIDDLE - 9,
                y2=MIDDLE + 9, class_="part", data_part=f"{v:.3f}")
        for v in later
    ]  # fmt: skip
    if beside is not None:
        marks.append(
            element("rect", x=across(scale.at(beside)), y=MIDDLE - 4, width=8, height=8,
                    class_="diamond", data_beside=f"{beside:.3f}")
        )  # fmt: skip
    return chart(
        element("line", x1=zero, x2=zero, y1=0, y2=ROW, class_="zero"),
        element("line", x1=left, x2=right, y1=MIDDLE, y2=MIDDLE, class_="range"),
        *marks,
        element(
            "circle", cx=at, cy=MIDDLE, r=5, class_="dot clear" if clear else "dot open",
            **data, data_value=f"{value:.3f}", data_lower=f"{lower:.3f}",
            data_upper=f"{upper:.3f}",
        ),
        title=title,
        height=ROW,
    )  # fmt: skip
