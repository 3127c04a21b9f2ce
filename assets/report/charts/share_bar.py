"""Chart: a share as a bar, of all or of the largest of its kind, with a mark at the target."""

from markupsafe import Markup

from assets.report.charts.svg import across, chart, element
from assets.report.numbers import percent
from assets.report.text import Text, both, join

ROW = 22


def share_bar(share: float, target: float | None = None, full: float = 1.0) -> Markup:
    """One row.

    Args:
        share: 0 to 1.
        target: share asked for; None where nothing is.
        full: the share that fills the bar.
    """
    parts = [
        element("rect", x="0%", y=4, width="100%", height=14, rx=2, class_="p-open"),
        element("rect", x="0%", y=4, width=across(share / full), height=14, rx=2,
                class_="p-enrolled", data_value=f"{share:.3f}"),
    ]  # fmt: skip
    told = percent(share)
    title = Text(told, told)
    if target is not None:
        at = across(target / full)
        parts.append(
            element("line", x1=at, x2=at, y1=0, y2=ROW, class_="aim", data_target=f"{target:.3f}")
        )
        title = join([title, both("target {p}", "目标 {p}", p=percent(target))])
    return chart(*parts, title=title, height=ROW)
