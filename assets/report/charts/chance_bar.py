"""Chart: the chance of one tier as a bar from nothing to certainty."""

from markupsafe import Markup

from assets.report import numbers
from assets.report.charts.svg import across, chart, element
from assets.report.charts.tier_class import tier_class
from assets.report.text import Text

ROW = 18


def chance_bar(tier: int, chance: float) -> Markup:
    """One row."""
    said = numbers.chance(chance)
    return chart(
        element("rect", x=0, y=2, width="100%", height=14, rx=3, class_="track"),
        element("rect", x=0, y=2, width=across(chance), height=14, rx=3,
                class_=f"edged {tier_class(tier)}", data_tier=tier, data_value=f"{chance:.4f}"),
        title=Text(said, said),
        height=ROW,
    )  # fmt: skip
