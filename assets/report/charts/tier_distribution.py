"""Chart: how many people stand on each tier, one bar a tier, highest on top."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assets.report.charts.svg import across, chart, element, words
from assets.report.text import Text, both, count, join

ROW = 46


@dataclass(frozen=True, kw_only=True)
class TierCount:
    """How many stand on a tier; no tier number means too little evidence."""

    tier: int | None
    name: Text
    people: int


def tier_class(tier: int | None) -> str:
    """The style class of a tier.

    >>> tier_class(3), tier_class(None)
    ('t3', 't0')
    """
    return f"t{tier or 0}"


def tier_distribution(tiers: Sequence[TierCount]) -> Markup:
    """Bars for `tiers`, given lowest first; lengths are relative to the largest count."""
    total = sum(t.people for t in tiers)
    largest = max((t.people for t in tiers), default=0) or 1
    parts: list[Markup] = []
    for place, row in enumerate(reversed(tiers)):
        top = place * ROW
        label = row.name
        if row.tier is not None:
            label = both("{n} · {name}", "{n} · {name}", n=row.tier, name=row.name)
        share = f"{row.people / total * 100:.0f} %" if total else "–"
        parts += [
            words(label, x=0, y=top + 15, class_="label"),
            words(f"{row.people} ({share})", x="100%", y=top + 15, class_="label end number"),
            element("rect", x=0, y=top + 21, width="100%", height=16, rx=4, class_="track"),
            element(
                "rect",
                x=0,
                y=top + 21,
                width=across(row.people / largest),
                height=16,
                rx=4,
                class_=tier_class(row.tier),
                data_tier=row.tier or 0,
                data_value=row.people,
            ),
        ]
    people = count(total, "agent", "agents", "人")
    return chart(
        *parts,
        title=both("Agents by tier: {n}", "各等级人数：{n}", n=people),
        desc=join([both("{name}: {n}", "{name}：{n}", name=t.name, n=t.people) for t in tiers]),
        height=max(ROW * len(tiers), 1),
    )
