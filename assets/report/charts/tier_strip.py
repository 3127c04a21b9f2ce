"""Chart: the tier mix of one team in one line, for the table of teams."""

from collections.abc import Sequence

from markupsafe import Markup

from assets.report.charts.svg import across, chart, element, words
from assets.report.charts.tier_distribution import TierCount, tier_class
from assets.report.text import both, join

ROW = 22
# A part narrower than this has no room for its number.
LETTERED = 0.09


def tier_strip(tiers: Sequence[TierCount], *, team: str) -> Markup:
    """Parts from the lowest tier to the highest, each with its number of people."""
    total = sum(t.people for t in tiers) or 1
    parts: list[Markup] = []
    left = 0.0
    for part in tiers:
        wide = part.people / total
        if not part.people:
            continue
        parts.append(
            element(
                "rect", x=across(left), y=1, width=across(wide), height=ROW - 2,
                class_=tier_class(part.tier), data_team=team, data_tier=part.tier or 0,
                data_value=part.people,
            )
        )  # fmt: skip
        if wide >= LETTERED:
            middle = across(left + wide / 2)
            parts.append(
                words(str(part.people), x=middle, y=15, class_=f"inside on-{tier_class(part.tier)}")
            )
        left += wide
    shown = [both("{name}: {n}", "{name}：{n}", name=t.name, n=t.people) for t in tiers if t.people]
    return chart(*parts, title=join(shown), height=ROW)
