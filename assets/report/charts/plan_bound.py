"""Chart: the points the plan closes within the most that any plan could close."""

from markupsafe import Markup

from assets.report.charts.svg import across, chart, element
from assets.report.text import both

ROW = 30


def plan_bound(closed: float, more: float) -> Markup:
    """A bar of the most that could be closed; the hatched end is what has not been ruled out.

    Args:
        closed: weighted points the plan closes, above zero.
        more: how many more another plan could close at most.
    """
    share = closed / (closed + more)
    return chart(
        element("rect", x="0%", y=1, width="100%", height=ROW - 2, rx=3, class_="open-end",
                data_more=f"{more:.3f}"),
        element("rect", x="0%", y=1, width=across(share), height=ROW - 2, rx=3, class_="reached",
                data_value=f"{closed:.3f}"),
        title=both(
            "{c} of at most {b} points closed",
            "弥补 {c} 分，理论上限 {b} 分",
            c=f"{closed:,.1f}", b=f"{closed + more:,.1f}",
        ),
        height=ROW,
    )  # fmt: skip
