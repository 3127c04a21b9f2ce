"""What must hold before a list for promotion or pay may be drawn, each condition in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from assets.appeal_record import Appeal
from assets.eligibility_reading import OUTCOME_MONTHS, Standing
from assets.report.text import Text, both
from competency.eligibility_checks import adverse_impact, calibration

_MOST = 5
"""Names of things told in a sentence; the rest are counted."""
_ATTRIBUTES = {
    "language": Text("language", "语言"),
    "site": Text("site", "职场"),
    "shift": Text("shift", "班次"),
}


@dataclass(frozen=True)
class Condition:
    """One condition: whether it holds, and what stands in the way or should be seen."""

    code: str
    holds: bool
    told: Text


def conditions(standing: Standing, assessed: pd.DataFrame, today: date) -> list[Condition]:
    """Every condition of a list, in the order in which they are put right.

    Args:
        standing: the published result and its records.
        assessed: of `competency.eligibility.assess`.
        today: day on which the list is drawn.
    """
    eligible = assessed.loc[assessed["state"] == "eligible", "agent_id"].tolist()
    return [
        _mode(standing),
        _window(standing, eligible, today),
        _open_appeals(standing, eligible),
        _unheeded_appeals(standing),
        _impact(standing, assessed),
        _calibration(standing, assessed),
    ]


def _mode(standing: Standing) -> Condition:
    mode = standing.run["mode"]
    holds = mode["state"] == "full" and not mode.get("plans")
    if holds:
        return Condition("mode", holds, Text("the result is whole", "结果完整"))
    what = _listed([*mode.get("plans", []), *(one["subject"] for one in mode["notices"])])
    return Condition(
        "mode",
        holds,
        both(
            "the result was made with something missing or frozen ({what}): put that right, or "
            "switch off in the configuration what the centre never measures, and run again",
            "结果生成时有缺失或冻结（{what}）：请补全数据，或在配置中停用从不统计的指标，然后重新运行",
            what=what,
        ),
    )


def _window(standing: Standing, eligible: Sequence[str], today: date) -> Condition:
    published = standing.published_on(eligible)
    until = published + timedelta(days=standing.framework.eligibility.appeal_days)
    words = {"day": published, "until": until, "month": f"{standing.period:%Y-%m}"}
    if today > until:
        told = both(
            "tiers of {month} came out on {day}; the time for appeals ended on {until}",
            "{month}的等级于{day}发布，申诉期已于{until}结束",
            **words,
        )
    else:
        told = both(
            "tiers of {month} came out on {day}: people may appeal until {until}; draw the list "
            "after that day",
            "{month}的等级于{day}发布：申诉期至{until}，请于其后生成名单",
            **words,
        )
    return Condition("appeal_window", today > until, told)


def _open_appeals(standing: Standing, eligible: Sequence[str]) -> Condition:
    waiting = [one for one in standing.open_appeals() if one.opened.agent_id in set(eligible)]
    if not waiting:
        told = Text("no appeal of anybody on it is open", "名单人员没有待处理的申诉")
    else:
        told = both(
            "appeals of people on it wait for an answer: {what}; have somebody decide them",
            "名单人员有待处理的申诉：{what}；请由他人作出决定",
            what=_appeals(waiting),
        )
    return Condition("open_appeals", not waiting, told)


def _unheeded_appeals(standing: Standing) -> Condition:
    upheld = standing.unheeded_appeals()
    if not upheld:
        told = Text("the result knows every answer to an appeal", "结果已反映全部申诉答复")
    else:
        told = both(
            "appeals were upheld after the result was made: {what}; correct the records, run again",
            "结果生成后有申诉成立：{what}；请更正记录并重新运行",
            what=_appeals(upheld),
        )
    return Condition("upheld_appeals", not upheld, told)


def _impact(standing: Standing, assessed: pd.DataFrame) -> Condition:
    judged = assessed[assessed["state"] != "not_assessable"]
    groups = standing.groups(judged["agent_id"].tolist())
    least = standing.framework.eligibility.impact_ratio
    selected = (judged["state"] == "eligible").to_numpy(dtype=bool)
    found = adverse_impact(selected, groups, least)
    return _by_group(
        "adverse_impact",
        found,
        {
            "none": Text("no two groups are large enough to compare", "没有足够大的群体可供比较"),
            "passes": Text("no group is selected far less often", "各群体入选率没有明显差距"),
            "watch": Text(
                "selected less often, which may be chance: {what}", "入选率较低，可能属偶然：{what}"
            ),
            "fails": Text(
                "selected far less often than others ({what}): find out why before anybody is "
                "decided on",
                "入选率明显低于其他群体（{what}）：请先查明原因再作决定",
            ),
        },
        "ratio",
    )


def _calibration(standing: Standing, assessed: pd.DataFrame) -> Condition:
    agents = assessed["agent_id"].tolist()
    found = calibration(*standing.foretold(agents), standing.groups(agents))
    return _by_group(
        "calibration",
        found,
        {
            "none": both(
                "no two groups have {n} months of outcomes to hold scores against",
                "没有两个群体具备可供对照的{n}个月结果数据",
                n=OUTCOME_MONTHS,
            ),
            "passes": Text(
                "the same score foretells the same in every group", "同样的得分在各群体中含义一致"
            ),
            "watch": Text(
                "served better than the same score foretells, which may be chance: {what}",
                "实际表现优于同等得分的预期，可能属偶然：{what}",
            ),
            "fails": Text(
                "rated too low: served better than the same score foretells ({what}): find out "
                "why before anybody is decided on",
                "评分偏低：实际表现优于同等得分的预期（{what}）：请先查明原因再作决定",
            ),
        },
        "gap",
    )


def _by_group(code: str, found: pd.DataFrame, words: dict[str, Text], figure: str) -> Condition:
    """A condition on groups: the worst verdict, naming the groups that have it."""
    worst = next((one for one in ("fails", "watch") if (found["verdict"] == one).any()), "passes")
    rows = found[found["verdict"] == worst].to_dict("records")
    if found.empty:
        return Condition(code, True, words["none"])
    named = [
        both(
            "{a} {g}: {v}",
            "{a} {g}：{v}",
            a=_ATTRIBUTES.get(row["attribute"], Text(row["attribute"], row["attribute"])),
            g=row["group"],
            v=f"{row[figure]:.2f}",
        )
        for row in rows
    ]
    # Not by format: a group is called what the roster calls it.
    what = Text(_listed([one.en for one in named]), _listed([one.zh for one in named]))
    told = Text(
        words[worst].en.replace("{what}", what.en), words[worst].zh.replace("{what}", what.zh)
    )
    return Condition(code, worst != "fails", told)


def _appeals(some: Sequence[Appeal]) -> str:
    return _listed([one.opened.appeal_id for one in some])


def _listed(names: Sequence[str]) -> str:
    few = [*dict.fromkeys(names)]
    rest = len(few) - _MOST
    return ", ".join(few[:_MOST]) + (f" (+{rest})" if rest > 0 else "")
