"""Pictures of weights that follow a business: importance beside the truth, and its error."""

from collections.abc import Mapping, Sequence

import numpy as np
from markupsafe import Markup

from assets.report.text import Text, both
from assets.validation.month_lines import Line, month_lines
from assets.validation.pictures import Captioned
from assets.validation.words import PARTS
from competency.simulation.settings import DIMENSIONS
from competency.validation.figure import Figure
from competency.validation.following import SETTLED
from competency.validation.weighing import Weighing

Weighings = Mapping[str, Sequence[Weighing]]


def error_picture(weighings: Weighings, figures: Sequence[Figure]) -> Markup | None:
    """How far importance is from the truth by month, over the centres whose business changes."""
    centres = weighings.get("shift", ())
    if not centres:
        return None
    ours = np.mean([one.error for one in centres], axis=0)
    stay = np.mean([one.base_error for one in centres], axis=0)
    top = np.ceil(10 * max(ours.max(), stay.max())) / 10
    change, months = centres[0].change, len(centres[0].months)
    promised = {one.key: one.high for one in figures if one.scenario == "shift"}
    spans = [
        ("importance_before", SETTLED, change),
        ("importance_after", change + SETTLED - 1, change + SETTLED),
    ]
    return month_lines(
        [Line("raw", stay), Line("ours", ours)],
        top=top,
        shown=f"{top:g}",
        title=both("Error of importance over {n} months", "{n}个月的重要性误差", n=months),
        change=change,
        promises=[
            (first, end, high)
            for key, first, end in spans
            if (high := promised.get(key)) is not None
        ],
    )


def importance_pictures(weighings: Weighings) -> list[Captioned]:
    """Importance, truth and weight by dimension in the first centre whose business changes."""
    centres = weighings.get("shift", ())
    if not centres:
        return []
    one = centres[0]
    every = [one.truth, one.importance, one.weight, one.upper]
    top = np.ceil(20 * max(float(np.nanmax(table, initial=0.0)) for table in every)) / 20
    return [
        Captioned(
            PARTS[key],
            month_lines(
                [
                    Line("raw", one.truth[:, place]),
                    Line("alone", one.weight[:, place]),
                    Line("ours", one.importance[:, place]),
                ],
                top=top,
                shown=f"{100 * top:.0f} %",
                title=both("{d}: importance and truth", "{d}：重要性与真值", d=PARTS[key]),
                band=(one.lower[:, place], one.upper[:, place]),
                change=one.change,
            ),
        )
        for place, key in enumerate(DIMENSIONS)
    ]


def still_picture(weighings: Weighings) -> Markup | None:
    """Weights of the first centre in which ability does not matter."""
    centres = weighings.get("noise", ())
    if not centres:
        return None
    one = centres[0]
    top = np.ceil(20 * float(one.weight.max())) / 20
    return month_lines(
        [Line("ours", one.weight[:, place]) for place in range(one.weight.shape[1])],
        top=top,
        shown=f"{100 * top:.0f} %",
        title=Text("Weights where ability does not matter", "能力不影响客户时的权重"),
    )
