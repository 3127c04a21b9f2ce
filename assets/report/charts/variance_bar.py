"""Chart: where the differences between single values come from, one stacked bar an indicator."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assets.report.charts.svg import across, chart, element, words
from assets.report.text import Text, both, join

ROW = 22
# A part narrower than this has no room for its number.
LETTERED = 0.1


@dataclass(frozen=True, kw_only=True)
class Part:
    """One source's share of the variance, 0 to 1; `source` is also its style class."""

    source: str
    name: Text
    share: float


def variance_bar(parts: Sequence[Part], *, indicator: str) -> Markup:
    """The parts from left to right in the order given."""
    drawn: list[Markup] = []
    left = 0.0
    for part in parts:
        if part.share <= 0:
            continue
        drawn.append(
            element(
                "rect", x=across(left), y=1, width=across(part.share), height=ROW - 2,
                class_=f"v-{part.source}", data_indicator=indicator, data_source=part.source,
                data_value=f"{part.share:.6f}",
            )
        )  # fmt: skip
        if part.share >= LETTERED:
            middle = across(left + part.share / 2)
            drawn.append(
                words(f"{part.share * 100:.0f}", x=middle, y=15,
                      class_=f"inside on-v-{part.source}")
            )  # fmt: skip
        left += part.share
    shown = [
        both("{name} {s} %", "{name} {s} %", name=p.name, s=f"{p.share * 100:.0f}")
        for p in parts
        if p.share > 0
    ]
    return chart(*drawn, title=join(shown), height=ROW)
