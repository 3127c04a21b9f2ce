"""Chart: one step of a sum, from where the steps before it end to where it ends itself."""

from markupsafe import Markup

from assets.report.charts.svg import Scale, across, chart, element
from assets.report.text import both

ROW = 22
_GROUND = element("rect", x=0, y=3, width="100%", height=16, rx=3, class_="track")


def waterfall_bar(begin: float, end: float, scale: Scale, *, total: bool = False) -> Markup:
    """One row.

    Args:
        begin: sum before the step.
        end: sum after it.
        scale: of all rows.
        total: whether it is the sum itself.
    """
    left, right = scale.at(min(begin, end)), scale.at(max(begin, end))
    wide = across(max(right - left, 0.003))
    name = both("{p} points", "{p} 分", p=f"{end - begin:.2f}")
    # Nothing but our own numbers is in the mark.
    step = (
        f'<rect x="{across(left)}" y="3" width="{wide}" height="16" rx="2"'
        f' class="step{" total" if total else ""}" data-begin="{begin:.2f}" data-end="{end:.2f}">'
        "</rect>"
    )
    return chart(_GROUND, Markup(step), title=name, height=ROW)  # noqa: S704
