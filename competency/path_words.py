"""Why a course is on a path, and why a gap has none: sentences in English and Chinese."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from competency.framework import Framework


class Words(NamedTuple):
    """One sentence in both languages."""

    en: str
    zh: str


def goal_words(framework: Framework, goal: int | None) -> Words:
    """Name what a gap is measured against: a tier, or the target score."""
    if goal is None:
        score = framework.paths.target_score
        return Words(f"the target of {score:g}", f"目标{score:g}分")
    name = framework.ladder.tiers[goal - 1].name
    return Words(name.en, name.zh)


def closes_gap(
    framework: Framework, dimension: str, gap: float, uplift: float, goal: int | None
) -> Words:
    """Say which gap a course narrows and by how much."""
    name, to = framework.dimension(dimension).name, goal_words(framework, goal)
    return Words(
        f"{name.en} is {gap:.1f} points short of {to.en}; this course is expected to add "
        f"{uplift:.1f}.",
        f"{name.zh}距{to.zh}差{gap:.1f}分，预计该课程可提升{uplift:.1f}分。",
    )


def mandatory(again: bool, missed: dt.date | None = None) -> Words:
    """Say that a course is obligatory, for the first time or again, or too late for its due day."""
    if missed is not None:
        return Words(
            f"Mandatory; due {missed:%Y-%m-%d}, and this is the first time it fits.",
            f"必修课程，应于{missed:%Y-%m-%d}前完成，此为最早可安排时间。",
        )
    if again:
        return Words(
            "Mandatory; the last completion expires.", "必修课程，上次结业即将或已经到期。"
        )
    return Words("Mandatory and not completed yet.", "必修课程，尚未完成。")


def prerequisite(title: str) -> Words:
    """Say for which course this one must come first."""
    return Words(f"Needed before {title}.", f"为{title}的先修课程。")


def enrolled(overdue: bool) -> Words:
    """Say that the agent is already on the course."""
    if overdue:
        return Words("Already enrolled and overdue.", "已报名，已逾期。")
    return Words("Already enrolled.", "已报名。")


def no_item(framework: Framework, dimension: str, code: str) -> Words:
    """Say why a gap in a dimension has no course."""
    name = framework.dimension(dimension).name
    rules = framework.paths
    return {
        "no_course": Words(
            f"No course that is open to this agent, not yet taken and expected to help "
            f"{name.en.lower()}.",
            f"没有可供该员工学习、尚未完成且预计能提升{name.zh}的课程。",
        ),
        "no_seat": Words(
            f"Every session for {name.en.lower()} in the next {rules.horizon_weeks} weeks is "
            "full, too soon, or none is offered.",
            f"未来{rules.horizon_weeks}周内，{name.zh}相关课程无可用场次或名额已满。",
        ),
        "no_time": Words(
            f"The {rules.minutes_per_week} minutes a week for the next {rules.horizon_weeks} "
            f"weeks, or the {rules.maximum_items} courses of a path, are used up.",
            f"未来{rules.horizon_weeks}周每周{rules.minutes_per_week}分钟的学习时间"
            f"或每条路径{rules.maximum_items}门课程的上限已用完。",
        ),
    }[code]


def no_mandatory(title: str, code: str) -> Words:
    """Say why a mandatory course could not be planned."""
    if code == "no_seat":
        return Words(
            f"Mandatory course {title}: no session with a free seat.",
            f"必修课程{title}：没有可用场次或名额。",
        )
    if code == "no_course":
        return Words(
            f"Mandatory course {title}: a prerequisite is not open to this agent.",
            f"必修课程{title}：其先修课程不可学习。",
        )
    return Words(
        f"Mandatory course {title}: not enough training time left.",
        f"必修课程{title}：剩余学习时间不足。",
    )


THIN = Words("Too little evidence to see any gap.", "证据不足，无法判断能力差距。")
NO_GAP = Words(
    "No gap to the next tier and nothing mandatory due.", "与下一级别无差距，且无到期必修课程。"
)
ON_LEAVE = Words("On leave: planned on return.", "休假中，返岗后规划。")
