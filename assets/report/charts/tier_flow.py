"""Chart: the tier mix month by month as stacked bars, with who moved up and down below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from assets.report.charts.svg import across, chart, element, words
from assets.report.charts.tier_distribution import TierCount, tier_class
from assets.report.dates import month, short_month
from assets.report.text import Text, both

BARS = 200
# A part lower than this has no room for its number.
LETTERED = 13.0


@dataclass(frozen=True, kw_only=True)
class MonthMix:
    """One month: people by tier (lowest first, no tier before all), and moves since the last."""

    period: date
    tiers: Sequence[TierCount]
    promoted: int
    demoted: int

    @property
    def people(self) -> int:
        """Everyone counted this month."""
        return sum(t.people for t in self.tiers)


def tier_flow(months: Sequence[MonthMix]) -> Markup:
    """Stacked bars of people, one a month; all bars share one scale."""
    largest = max((m.people for m in months), default=0) or 1
    step = 1 / max(len(months), 1)
    parts: list[Markup] = []
    for place, mix in enumerate(months):
        parts += _bar(mix, left=place * step, step=step, scale=BARS / largest)
        parts += _below(mix, middle=(place + 0.5) * step, first=place == 0)
    return chart(
        *parts,
        title=Text("Tier mix by month", "各月等级构成"),
        desc=_summary(months),
        height=BARS + 74,
        class_="flow",
    )


def _bar(mix: MonthMix, *, left: float, step: float, scale: float) -> list[Markup]:
    """The stack of one month, growing upwards."""
    parts: list[Markup] = []
    bottom = float(BARS)
    for part in mix.tiers:
        tall = part.people * scale
        if not part.people:
            continue
        bottom -= tall
        parts.append(
            element(
                "rect",
                x=across(left + step * 0.08),
                y=f"{bottom:.1f}",
                width=across(step * 0.84),
                height=f"{max(tall - 1, 0.5):.1f}",
                class_=tier_class(part.tier),
                data_month=mix.period.isoformat(),
                data_tier=part.tier or 0,
                data_value=part.people,
            )
        )
        if tall >= LETTERED:
            where = {"x": across(left + step / 2), "y": f"{bottom + tall / 2 + 4:.1f}"}
            parts.append(
                words(str(part.people), **where, class_=f"inside on-{tier_class(part.tier)}")
            )
    return parts


def _below(mix: MonthMix, *, middle: float, first: bool) -> list[Markup]:
    """The month's name, its year where one begins, and the moves."""
    at = across(middle)
    parts = [words(short_month(mix.period), x=at, y=BARS + 17, class_="axis middle")]
    if mix.period.month == 1 or (first and mix.period.month < 12):  # no room for two in a row
        parts.append(words(str(mix.period.year), x=at, y=BARS + 31, class_="axis middle"))
    for row, (sign, moved, name) in enumerate(
        [("▲", mix.promoted, "promoted"), ("▼", mix.demoted, "demoted")]
    ):
        if moved:
            parts.append(
                words(
                    f"{sign}{moved}",
                    x=at,
                    y=BARS + 49 + row * 16,
                    class_=f"axis middle {name}",
                    data_month=mix.period.isoformat(),
                    data_change=name,
                    data_value=moved,
                )
            )
    return parts


def _summary(months: Sequence[MonthMix]) -> Text | None:
    """What the chart shows, in words."""
    if not months:
        return None
    return both(
        "{n} months from {first} to {last}; {up} moves up, {down} moves down in total.",
        "从{first}到{last}共{n}个月；合计升级 {up} 次，降级 {down} 次。",
        n=len(months),
        first=month(months[0].period),
        last=month(months[-1].period),
        up=sum(m.promoted for m in months),
        down=sum(m.demoted for m in months),
    )
