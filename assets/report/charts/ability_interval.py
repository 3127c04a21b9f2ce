"""Chart: one ability's score as a dot with its 90 % interval, the next tier's line, the team."""

from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from assets.report.charts.svg import Scale, across, chart, element, words
from assets.report.text import Text, both, join

ROW = 26
MIDDLE = 13
POINTS = Scale(0.0, 100.0)
_NOTHING = Text("no evidence yet", "暂无证据")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """An ability as drawn; no score means no evidence, `team` is the middle half of the team."""

    score: float | None
    lower: float | None
    upper: float | None
    thin: bool
    asked: float | None
    team: tuple[float, float] | None


def ability_interval(reading: Reading) -> Markup:
    """The row of one ability, on a scale from 0 to 100."""
    score, lower, upper = reading.score, reading.lower, reading.upper
    behind = _behind(reading.asked, reading.team)
    if score is None or lower is None or upper is None:
        nothing = words(_NOTHING, x="2%", y=MIDDLE + 4, class_="axis")
        return chart(behind, nothing, title=_NOTHING, height=ROW, class_="interval")
    left, right, at = (across(POINTS.at(value)) for value in (lower, upper, score))
    title = both(
        "{s}, most likely between {a} and {b}",
        "{s} 分，很可能在 {a} 到 {b} 之间",
        s=f"{score:.0f}", a=f"{lower:.0f}", b=f"{upper:.0f}",
    )  # fmt: skip
    if reading.asked is not None:
        title = join([title, both("asked {a}", "要求 {a}", a=f"{reading.asked:g}")])
    # Nothing but our own numbers is in these marks: built as text, for there are many.
    marks = (
        f'<line x1="{left}" x2="{right}" y1="{MIDDLE}" y2="{MIDDLE}" class="range"></line>'
        f'<line x1="{left}" x2="{left}" y1="{MIDDLE - 5}" y2="{MIDDLE + 5}" class="range"></line>'
        f'<line x1="{right}" x2="{right}" y1="{MIDDLE - 5}" y2="{MIDDLE + 5}" class="range"></line>'
        f'<circle cx="{at}" cy="{MIDDLE}" r="6" class="dot {"open" if reading.thin else "t4"}"'
        f' data-value="{score:.3f}" data-lower="{lower:.3f}" data-upper="{upper:.3f}"></circle>'
    )
    # Nothing but our own numbers is in the marks.
    return chart(behind, Markup(marks), title=title, height=ROW, class_="interval")  # noqa: S704


@cache
def _behind(asked: float | None, team: tuple[float, float] | None) -> Markup:
    """What many people's rows have in common: ground, team and the mark of what is asked."""
    parts = [element("rect", x=0, y=MIDDLE - 9, width="100%", height=18, rx=3, class_="track")]
    if team is not None:
        begin, wide = POINTS.at(team[0]), max(POINTS.at(team[1]) - POINTS.at(team[0]), 0.005)
        parts.append(
            element("rect", x=across(begin), y=MIDDLE - 9, width=across(wide), height=18,
                    class_="team-band", data_team=f"{team[0]:.0f} {team[1]:.0f}")
        )  # fmt: skip
    if asked is not None:
        at = across(POINTS.at(asked))
        parts.append(
            element("line", x1=at, x2=at, y1=MIDDLE - 12, y2=MIDDLE + 12, class_="asked",
                    data_asked=f"{asked:.1f}")
        )  # fmt: skip
    return Markup("").join(parts)


@cache
def ability_axis() -> Markup:
    """The scale above the rows."""
    ticks = [
        words(str(tick), x=across(POINTS.at(tick)), y=10,
              class_="tick" + {0: "", 100: " end"}.get(tick, " middle"))
        for tick in (0, 25, 50, 75, 100)
    ]  # fmt: skip
    return chart(*ticks, title=Text("Scale from 0 to 100", "刻度 0–100"), height=13)
