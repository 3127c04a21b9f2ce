"""Trainings drawn by lot, for the courses' page: groups of five people or more, nobody by name."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
from markupsafe import Markup

from assets.report import dates
from assets.report.charts.effect_interval import effect_interval, effect_scale
from assets.report.charts.svg import Scale
from assets.report.course_titles import course_titles
from assets.report.names import Names
from assets.report.numbers import percent, signed
from assets.report.records import Record, records, whole
from assets.report.suppression import SMALLEST
from assets.report.text import Text, both, count, join
from competency.wave_results import ESTIMATED

_DESIGNS = {
    "parallel": Text("parallel groups, one waits", "平行组，其中一组等待"),
    "stepped": Text("stepped wedge, all begin in turn", "阶梯式，各组依次开始"),
}
_STATES = {
    "cancelled": Text("called off", "已取消"),
    "waiting": Text("not begun", "尚未开始"),
    "under_way": Text("under way", "进行中"),
    "over": Text("over", "已结束"),
}
_COVARIATES = {
    "score": Text("the course's abilities", "课程相关能力"),
    "composite": Text("composite score", "综合得分"),
    "tenure_months": Text("tenure", "工龄"),
    "n_people": Text("size of the team", "团队人数"),
}
#: Groups further apart than this before they begin are worth a word, in standard deviations.
APART = 0.25


@dataclass(frozen=True, kw_only=True)
class ResultLine:
    """One ability a wave was compared on, with its picture."""

    dimension: Text | str
    row: Record
    bar: Markup
    sentence: Text


@dataclass(frozen=True, kw_only=True)
class WaveLine:
    """One drawn training: what was drawn, by whom, how alike groups were, who came, what it did."""

    row: Record
    title: str
    design: Text
    size: Text
    begins: Text
    state: Text
    is_off: bool
    balance: Text
    coming: Text | None
    told: Text
    results: list[ResultLine]


def wave_lines(marts: Mapping[str, pd.DataFrame], names: Names) -> list[WaveLine]:
    """Waves, the latest first."""
    titles = course_titles(marts)
    effects: dict[str, list[Record]] = {}
    for row in records(marts, "wave_effects"):
        effects.setdefault(row["wave_id"], []).append(row)
    rows = [row for row in records(marts, "training_waves") if row["n_people"] >= SMALLEST]
    rows.sort(key=lambda row: row["wave_id"])
    rows = sorted(rows, key=lambda row: row["first_start"], reverse=True)
    return [_line(row, effects.get(row["wave_id"], []), titles, names) for row in rows]


def _line(row: Record, effects: list[Record], titles: dict[str, str], names: Names) -> WaveLine:
    units = (
        count(row["n_people"], "person", "people", "人")
        if row["units"] == "people"
        else both(
            "{people} in {teams}",
            "{teams}共{people}",
            people=count(row["n_people"], "person", "people", "人"),
            teams=count(row["n_units"], "team", "teams", "个团队"),
        )
    )
    listed = [one for one in effects if one["listed"]] or effects
    order = list(names.dimensions)
    listed.sort(key=lambda one: order.index(one["dimension"]) if one["dimension"] in order else 99)
    found = [one for one in listed if one["state"] == ESTIMATED and one["lower"] is not None]
    scale = effect_scale([one[end] for one in found for end in ("lower", "upper")])
    return WaveLine(
        row=row,
        title=titles.get(row["course_id"]) or str(row["course_id"]),
        design=_DESIGNS[row["design"]],
        size=both(
            "{units}, {groups}",
            "{units}，{groups}",
            units=units,
            groups=count(row["n_groups"], "group", "groups", "组"),
        ),
        begins=_begins(row),
        state=_STATES[row["state"]],
        is_off=row["state"] == "cancelled",
        balance=_balance(row),
        coming=_coming(listed),
        told=_told(row, found),
        results=[_result(one, names, scale) for one in found],
    )


def _begins(row: Record) -> Text:
    starts = [
        Text("waits", "等待") if day is None else dates.month(date.fromisoformat(day))
        for day in json.loads(row["starts"])
    ]
    return both(
        "{starts}; compared until {ends}",
        "{starts}；比较至{ends}",
        starts=join(starts),
        ends=dates.month(row["ends_on"]),
    )


def _balance(row: Record) -> Text:
    """How far the groups lay apart before they began: the largest difference, and in what."""
    apart = [(abs(one["difference"]), one["covariate"]) for one in json.loads(row["balance"])]
    most, covariate = max(apart, default=(0.0, "score"))
    alike = (
        Text("Groups alike", "各组相近") if most <= APART else Text("Groups differ", "各组有差异")
    )
    return both(
        "{alike}: at most {most} sd apart from all ({covariate})",
        "{alike}：与总体最多相差 {most} 个标准差（{covariate}）",
        alike=alike,
        most=f"{most:.2f}",
        covariate=_COVARIATES.get(covariate, Text(covariate, covariate)),
    )


def _coming(effects: list[Record]) -> Text | None:
    """How many of those whose turn it was came; None before anybody's turn."""
    due = whole(effects[0]["n_due"]) if effects else 0
    if not due:
        return None
    taken, early = whole(effects[0]["n_taken"]) or 0, whole(effects[0]["n_early"]) or 0
    if any(0 < group < SMALLEST for group in (taken, due - taken)):
        return (
            Text("Nearly all whose turn it was came", "应参加者几乎都已参加")
            if taken > due - taken
            else Text("Few of those whose turn it was came", "应参加者只有少数参加")
        )
    told = both(
        "{taken} of {due} whose turn it was came ({share})",
        "应参加 {due} 人，实际 {taken} 人（{share}）",
        taken=taken,
        due=due,
        share=percent(taken / due),
    )
    if not early:
        return told
    return both(
        "{told}; {early} came before their turn",
        "{told}；{early}提前参加",
        told=told,
        early=Text("a few", "少数人") if early < SMALLEST else Text(f"{early}", f"{early} 人"),
    )


def _told(row: Record, found: list[Record]) -> Text:
    """What there is to say yet, in a sentence."""
    if row["state"] == "cancelled":
        return both("Called off by {by}: {why}", "由{by}取消：{why}",
                    by=row["cancelled_by"], why=row["cancel_reason"])  # fmt: skip
    if row["state"] in ("waiting", "under_way"):
        return both(
            "Compared once, when it is over in {ends}: who looks earlier finds chance.",
            "只在{ends}结束后比较一次；提前查看容易把偶然当作效果。",
            ends=dates.month(row["ends_on"]),
        )
    if not found:
        return Text("Too little evidence to compare the groups.", "证据太少，无法比较各组。")
    return Text(
        "Groups compared as they were drawn, whoever came.", "按抽签分组比较，不论是否实际参加。"
    )


def _result(row: Record, names: Names, scale: Scale) -> ResultLine:
    name = names.dimension(row["dimension"]) or row["dimension"]
    lower, upper = row["lower"], row["upper"]
    if lower > 0:
        verdict = Text("The training helped", "培训有帮助")
    elif upper < 0:
        verdict = Text("The training did harm", "培训有负面影响")
    else:
        verdict = Text("No difference can be told", "看不出差异")
    sentence = both(
        "{verdict}: {u} points for the group whose turn it was, most likely {a} to {b}; by chance "
        "alone as much in {p} of draws.",
        "{verdict}：轮到的组 {u} 分，很可能在 {a} 到 {b} 之间；仅凭偶然达到同样程度的抽签占 {p}。",
        verdict=verdict,
        u=signed(row["uplift"]),
        a=signed(lower),
        b=signed(upper),
        p=percent(row["randomisation_p"]),
    )
    bar = effect_interval(
        row["uplift"], lower, upper, scale,
        course_id=row["course_id"], dimension=row["dimension"],
    )  # fmt: skip
    return ResultLine(dimension=name, row=row, bar=bar, sentence=sentence)
