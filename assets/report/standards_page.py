"""The content of the service standards' page: stage, attainment, the table, and its faults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from markupsafe import Markup

from assets.report import dates
from assets.report.charts.svg import Scale, across, chart, element
from assets.report.maturity import maturity
from assets.report.names import Names
from assets.report.records import Record, as_day, records
from assets.report.suppression import SMALLEST
from assets.report.teams import Team
from assets.report.text import Text, both, pair

LEVELS = {
    "basic": Text("Basic", "基础级"),
    "professional": Text("Professional", "专业级"),
    "elite": Text("Elite", "精英级"),
}
STATES = {
    "met": Text("met", "达标"),
    "unclear": Text(
        "cannot tell: chance alone could put it on either side", "尚难判断：可能只是偶然"
    ),
    "missed": Text("missed", "未达标"),
}
MARKS = {"met": "✓", "unclear": "≈", "missed": "✗"}
_UNITS = {"minutes": Text(" min", " 分钟"), "seconds": Text(" s", " 秒"), "points": Text("", "")}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A group beside a standard; without a value it is hidden, unknown or not asked yet."""

    state: str
    words: Text


@dataclass(frozen=True, kw_only=True)
class Standard:
    """A standard in force: what it says, and how the centre, tiers and teams stand to it."""

    key: str
    level: Text
    scenario: Text
    standard: Text
    script: Text | None
    indicator: Text | None
    only: str
    target: Text
    owner: Text | None
    review: Text | None
    requirement: str
    centre: Cell
    picture: Markup | None
    tiers: list[Cell]
    teams: list[Cell]


def standards_content(
    marts: Mapping[str, pd.DataFrame], names: Names, teams: Sequence[Team], period: date
) -> dict[str, Any]:
    """What `standards.html` is told; groups of five people or more, up to the month scored."""
    rows = [
        r
        for r in records(marts, "standard_attainment")
        if as_day(r["period"]) <= period and (r["people"] or 0) >= SMALLEST
    ]
    newest = max((as_day(r["period"]) for r in rows), default=None)
    now = {
        (r["standard"], r["scope"], r["group_key"]): r
        for r in rows
        if as_day(r["period"]) == newest
    }
    shown = [t for t in teams if any(key[1:] == ("team", t.team_id) for key in now)]
    held_to = {row["tier"]: row["standard_level"] for row in records(marts, "framework_tiers")}
    indicators = {r["indicator"]: r for r in records(marts, "framework_indicators")}
    order = list(LEVELS)
    table = [
        _standard(r, indicators.get(r["indicator"]), names, now, shown, held_to)
        for r in sorted(
            (r for r in records(marts, "service_standards") if r["in_force"]),
            key=lambda r: order.index(r["level"]),
        )
    ]
    states = [one.centre.state for one in table]
    return {
        "maturity": maturity(marts),
        "standards": table,
        "month": dates.month(newest) if newest else None,
        "states": {key: (MARKS[key], told, states.count(key)) for key, told in STATES.items()},
        "tiers": [names.tier(number) for number in names.tiers],
        "teams": [team.name for team in shown],
        "faults": [_fault(r, table, names) for r in records(marts, "standards_lint")],
    }


def _standard(
    row: Record,
    item: Record | None,
    names: Names,
    now: Mapping[tuple[str, str, str], Record],
    teams: Sequence[Team],
    held_to: Mapping[int, str | None],
) -> Standard:
    key, order = row["standard"], list(LEVELS)
    centre = now.get((key, "centre", "*"))
    tiers = []
    for number in names.tiers:
        asked = held_to.get(number)
        if asked in order and order.index(asked) < order.index(row["level"]):
            tiers.append(Cell(state="later", words=Text("·", "·")))
        else:
            tiers.append(_cell(now.get((key, "tier", str(number))), item))
    sign = "≤" if item is not None and item["direction"] == "lower" else "≥"
    return Standard(
        key=key,
        level=LEVELS[row["level"]],
        scenario=Text(row["scenario_en"], row["scenario_zh"]),
        standard=Text(row["standard_en"], row["standard_zh"]),
        script=pair(row["script_en"], row["script_zh"]),
        indicator=names.indicator(row["indicator"]) if row["indicator"] else None,
        only=" · ".join(one for one in (row["channels"], row["issue_types"]) if one),
        target=both("{s} {v}", "{s} {v}", s=sign, v=_figure(row["target"], item)),
        owner=pair(row["owner_en"], row["owner_zh"]),
        review=dates.day(as_day(row["review_by"])) if row["review_by"] is not None else None,
        requirement=row["requirement"] or "",
        centre=_cell(centre, item),
        picture=_picture(centre, item),
        tiers=tiers,
        teams=[_cell(now.get((key, "team", team.team_id)), item) for team in teams],
    )


def _cell(row: Record | None, item: Record | None) -> Cell:
    if row is None:
        return Cell(state="none", words=Text("–", "–"))
    return Cell(state=row["state"], words=_figure(row["value"], item))


def _figure(value: float | None, item: Record | None) -> Text:
    if value is None or item is None:
        return Text("–", "–")
    if item["unit"] == "share":
        return Text(f"{100 * value:.0f} %", f"{100 * value:.0f} %")
    unit = _UNITS[item["unit"]]
    return Text(f"{value:.1f}{unit.en}", f"{value:.1f}{unit.zh}")


def _picture(row: Record | None, item: Record | None) -> Markup | None:
    """Interval and value of the centre with a line at the target; of shares only."""
    if row is None or item is None or item["unit"] != "share":
        return None
    scale = Scale(0, 1)
    parts = [element("line", x1="0", x2="100%", y1=11, y2=11, class_="rule")]
    if row["lower"] is not None:
        ends = across(scale.at(row["lower"])), across(scale.at(row["upper"]))
        parts.append(element("line", x1=ends[0], x2=ends[1], y1=11, y2=11, class_="interval"))
    at = across(scale.at(row["target"]))
    parts.append(element("line", x1=at, x2=at, y1=1, y2=21, class_="target"))
    parts.append(element("circle", cx=across(scale.at(row["value"])), cy=11, r=5, class_="dot"))
    title = both(
        "{v}, asked for {t}: {s}", "{v}，目标 {t}：{s}",
        v=_figure(row["value"], item), t=_figure(row["target"], item), s=STATES[row["state"]],
    )  # fmt: skip
    return chart(*parts, title=title, height=22, class_="attained")


def _fault(row: Record, table: Sequence[Standard], names: Names) -> tuple[Text, Text, str]:
    """What it is about, what to do, and the detail."""
    about = next((one.standard for one in table if one.key == row["subject"]), None)
    if about is None:
        about = names.indicator(row["subject"])
    if row["subject"] == "*":
        about = Text("All standards", "全部标准")
    return about, Text(row["message"], row["message_zh"]), row["detail"] or ""
