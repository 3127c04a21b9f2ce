"""The five stages a centre's standards work in, and what the next one asks for."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from assets.report.records import records
from assets.report.text import Text

STAGES = (
    Text("Zero", "零起步"),
    Text("Basic", "基础"),
    Text("Process", "流程"),
    Text("Performance", "绩效"),
    Text("Intelligent", "智能"),
)
#: What is looked at, and what to do where it is not met; in the order shown.
CRITERIA = {
    "standards_written": (
        Text("Standards in force", "已生效的标准"),
        Text(
            "write the first ones into `standards` of the configuration",
            "在配置的 `standards` 中写入首批标准",
        ),
    ),
    "standards_owned": (
        Text("Standards somebody answers for", "有负责人的标准"),
        Text("name a role for each", "为每条标准指定岗位"),
    ),
    "standards_measured": (
        Text("Standards measured in the last three months", "近三个月有数据的标准"),
        Text(
            "see the findings below: name an indicator, or deliver its export",
            "见下方检查结果：指定指标或补充导出数据",
        ),
    ),
    "standards_reviewed": (
        Text("Standards whose review is not overdue", "复审未逾期的标准"),
        Text("look at the overdue ones again", "复审已逾期的标准"),
    ),
    "people_reviewed": (
        Text("People with a quality review this month", "本月接受质检的人员"),
        Text("follow the daily sampling plan", "执行每日抽检计划"),
    ),
    "people_known": (
        Text("People with a tier", "已定级人员"),
        Text(
            "more evidence where it is thin: the team pages name it", "补充证据不足之处：见团队页"
        ),
    ),
    "basics_met": (
        Text("Basic standards not missed", "未失守的基础级标准"),
        Text("the missed ones, below, first", "优先改进下方未达标项"),
    ),
    "gaps_served": (
        Text("People with a gap who have a course for one", "有差距且已安排课程的人员"),
        Text("gaps without a course are on the courses page", "无课程的差距见课程页"),
    ),
    "courses_measured": (
        Text("Courses whose effect is estimated from data", "效果由数据估计的课程"),
        Text("train in waves, so that trained and untrained can be compared", "分批培训，以便对照"),
    ),
    "weights_learn": (
        Text("Weights that follow outcomes", "随结果调整的权重"),
        Text("deliver surveys and complaints for all", "补全满意度与投诉数据"),
    ),
    "forecasts_held": (
        Text("Past forecasts that held", "应验的历史预测"),
        Text("more months of history", "积累更多月份"),
    ),
    "alarms_live": (
        Text("Complaint themes that are watched", "受监控的投诉主题"),
        Text("deliver complaints with a theme", "提供带主题的投诉数据"),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One thing looked at: what was found beside what is needed."""

    key: str
    name: Text
    todo: Text
    value: str
    needed: str
    met: bool


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage: reached when all its criteria and all below are met."""

    number: int
    name: Text
    reached: bool
    criteria: list[Criterion]


def maturity(marts: Mapping[str, pd.DataFrame]) -> list[Stage]:
    """Every stage from zero up; empty where the run has none."""
    rows = records(marts, "maturity")
    if not rows:
        return []
    stages, reached = [], True
    for number, name in enumerate(STAGES):
        own = {r["criterion"]: r for r in rows if r["stage"] == number}
        criteria = [
            Criterion(
                key=key,
                name=told,
                todo=todo,
                value=_figure(key, own[key]["value"]),
                needed=_figure(key, own[key]["needed"]),
                met=bool(own[key]["met"]),
            )
            for key, (told, todo) in CRITERIA.items()
            if key in own
        ]
        reached = reached and all(one.met for one in criteria)
        stages.append(Stage(number=number, name=name, reached=reached, criteria=criteria))
    return stages


def _figure(key: str, value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if key == "standards_written" else f"{100 * value:.0f} %"
