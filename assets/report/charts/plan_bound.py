"""Chart: what the plan is worth within the most that any plan could be worth."""

from markupsafe import Markup

from assets.report.charts.svg import across, chart, element
from assets.report.text import both

ROW = 30


def plan_bound(value: float, bound: float) -> Markup:
    """A bar of the bound; the hatched end is what has not been ruled out.

    Args:
        value: what the plan is worth, above zero.
        bound: no plan is worth more; at least the value.
    """
    share = min(value / bound, 1.0)
    return chart(
        element("rect", x="0%", y=1, width="100%", height=ROW - 2, rx=3, class_="open-end",
                data_bound=f"{bound:.3f}"),
        element("rect", x="0%", y=1, width=across(share), height=ROW - 2, rx=3, class_="reached",
                data_value=f"{value:.3f}"),
        title=both(
            "Worth {v} of at most {b} points",
            "方案价值 {v} 分，理论上限 {b} 分",
            v=f"{value:,.1f}", b=f"{bound:,.1f}",
        ),
        height=ROW,
    )  # fmt: skip
