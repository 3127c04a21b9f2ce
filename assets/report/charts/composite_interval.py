"""Chart: one agent's overall score as a dot, its 90 % interval as a line, tier cuts behind."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assets.report.charts.svg import Scale, across, chart, element, words
from assets.report.charts.tier_class import tier_class
from assets.report.text import Text, both

ROW = 34
MIDDLE = 13


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An overall score with its interval; no score means there is nothing to show."""

    agent_id: str
    tier: int | None
    score: float | None
    lower: float | None
    upper: float | None


def score_scale(standings: Sequence[Standing], cuts: Sequence[float]) -> Scale:
    """One scale for all rows, in tens, holding every interval and every cut.

    >>> score_scale([], [40, 60])
    Scale(low=30, high=70)
    """
    ends = [v for s in standings for v in (s.lower, s.upper) if v is not None]
    low = min([*ends, *(c - 10 for c in cuts)], default=0)
    high = max([*ends, *(c + 10 for c in cuts)], default=100)
    return Scale(max(int(low // 10) * 10, 0), min(-int(-high // 10) * 10, 100))


def composite_interval(standing: Standing, scale: Scale, cuts: Sequence[float]) -> Markup:
    """The row of one agent."""
    parts = _cuts(scale, cuts)
    if standing.score is None or standing.lower is None or standing.upper is None:
        nothing = Text("no score yet", "暂无分数")
        parts.append(words(nothing, x="50%", y=MIDDLE + 4, class_="axis middle"))
        return chart(*parts, title=nothing, height=ROW, class_="interval")
    values = {
        "data_agent": standing.agent_id,
        "data_value": f"{standing.score:.3f}",
        "data_lower": f"{standing.lower:.3f}",
        "data_upper": f"{standing.upper:.3f}",
    }
    left, right = (across(scale.at(v)) for v in (standing.lower, standing.upper))
    at = across(scale.at(standing.score))
    parts += [
        element("line", x1=left, x2=right, y1=MIDDLE, y2=MIDDLE, class_="range"),
        element("line", x1=left, x2=left, y1=MIDDLE - 4, y2=MIDDLE + 4, class_="range"),
        element("line", x1=right, x2=right, y1=MIDDLE - 4, y2=MIDDLE + 4, class_="range"),
        element(
            "circle",
            cx=at,
            cy=MIDDLE,
            r=6,
            class_=f"dot {tier_class(standing.tier)}",
            **values,
        ),
    ]
    title = both(
        "Overall score {s}, most likely between {a} and {b}",
        "综合得分 {s}，很可能在 {a} 到 {b} 之间",
        s=f"{standing.score:.0f}",
        a=f"{standing.lower:.0f}",
        b=f"{standing.upper:.0f}",
    )
    return chart(*parts, title=title, height=ROW, class_="interval")


def _cuts(scale: Scale, cuts: Sequence[float]) -> list[Markup]:
    """Where a higher tier begins: a line with the score it asks for, small, underneath."""
    parts: list[Markup] = []
    for cut in cuts:
        at = across(scale.at(cut))
        parts += [
            element("line", x1=at, x2=at, y1=0, y2=ROW - 10, class_="cut"),
            words(f"{cut:g}", x=at, y=ROW - 1, class_="tick middle"),
        ]
    return parts


def tier_axis(scale: Scale, cuts: Sequence[float], tiers: Sequence[int]) -> Markup:
    """The head of the column: which tier lies between which cuts."""
    edges = [scale.low, *cuts, scale.high]
    parts: list[Markup] = []
    for tier, low, high in zip(tiers, edges, edges[1:], strict=False):
        left, right = scale.at(low), scale.at(high)
        if right <= left:
            continue
        middle = across((left + right) / 2)
        parts += [
            element(
                "rect", x=across(left), y=0, width=across(right - left), height=18,
                class_=f"band {tier_class(tier)}",
            ),
            words(str(tier), x=middle, y=13, class_=f"inside on-{tier_class(tier)}"),
        ]  # fmt: skip
    return chart(
        *parts,
        title=Text("Scores that belong to each tier", "各等级对应的分数"),
        height=18,
        class_="interval",
    )
