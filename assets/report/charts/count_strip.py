"""Chart: people or courses counted by kind, as parts of one bar with the number in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assets.report.charts.svg import across, chart, element, words
from assets.report.text import Text, both, join

ROW = 26
# A part narrower than this has no room for its number.
LETTERED = 0.06


@dataclass(frozen=True, kw_only=True)
class Part:
    """One kind; `key` is also its style class, `p-…`."""

    key: str
    name: Text
    number: int


def count_strip(parts: Sequence[Part], *, data: Mapping[str, Any]) -> Markup:
    """The parts from left to right in the order given, those without anything left out.

    Args:
        parts: the kinds.
        data: `data_…` attributes of every part beside kind and number.
    """
    shown = [part for part in parts if part.number]
    total = sum(part.number for part in shown) or 1
    drawn: list[Markup] = []
    left = 0.0
    for part in shown:
        wide = part.number / total
        drawn.append(
            element(
                "rect", x=across(left), y=1, width=across(wide), height=ROW - 2,
                class_=f"p-{part.key}", **data, data_kind=part.key, data_value=part.number,
            )
        )  # fmt: skip
        if wide >= LETTERED:
            middle = across(left + wide / 2)
            drawn.append(words(str(part.number), x=middle, y=17, class_=f"inside on-p-{part.key}"))
        left += wide
    named = [both("{name}: {n}", "{name}：{n}", name=part.name, n=part.number) for part in shown]
    return chart(*drawn, title=join(named), height=ROW)
