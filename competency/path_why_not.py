"""Why something is not on a path, in English and Chinese: gaps, required courses, runners-up."""

from __future__ import annotations

from competency.framework import Framework
from competency.learning_rules import PathRules
from competency.path_words import Words


def no_item(framework: Framework, dimension: str, why: str, title: str | None = None) -> Words:
    """Say why a gap in a dimension has no course; `title` when it is about one course only."""
    name = framework.dimension(dimension).name
    if why == "no_course":
        return Words(
            f"No course that is open to this agent, not yet taken and expected to help "
            f"{name.en.lower()}.",
            f"没有可供该员工学习、尚未完成且预计能提升{name.zh}的课程。",
        )
    said = _why_not(framework.paths, why)
    if title is not None and why in _OF_COURSE:
        en, zh = _OF_COURSE[why]
        said = Words(en.format(title), zh.format(title))
    return Words(
        f"No course for {name.en.lower()}: {said.en}.", f"{name.zh}暂无课程安排：{said.zh}。"
    )


def not_planned(framework: Framework, title: str, why: str) -> Words:
    """Say why a course that has to be taken could not be planned."""
    said = _why_not(framework.paths, why)
    return Words(
        f"{title} has to be taken but is not planned: {said.en}.",
        f"《{title}》须学习但未能安排：{said.zh}。",
    )


#: Obstacles that name the course, where it is one only.
_OF_COURSE = {
    "no_mentor": (
        "{} needs a mentor, and there is none or none with time",
        "《{}》需导师带教，但没有导师或导师时间已满",
    ),
    "human_decision": (
        "the test of {} was failed too often; now a person decides",
        "《{}》测试多次未通过，需人工决定",
    ),
    "excluded": ("a manager's decision rules {} out", "经理决定不安排《{}》"),
    "postponed": ("a manager postponed {} beyond these weeks", "经理已将《{}》推迟至本期之后"),
    "wave": (
        "{} waits for its turn in a training wave, so that the effect can be measured",
        "《{}》等待所在培训批次轮到，以便衡量效果",
    ),
    "red_card": ("{} has a red card", "《{}》已被红牌停用"),
}


def _why_not(rules: PathRules, why: str) -> Words:
    weeks, each, most = rules.horizon_weeks, rules.minutes_per_week, rules.most_minutes_in_week
    return {
        "not_worth": Words(
            "other courses close more of the gaps for the time", "其他课程同等时间内收益更高"
        ),
        "no_cover": Words(
            "the team could not spare another person then (staffing limits)",
            "届时团队人手不足（排班下限）",
        ),
        "session_cover": Words(
            "the team could not spare another person at the time of the session decided on "
            "(staffing limits)",
            "所指定场次时段团队人手不足（排班下限）",
        ),
        "no_mentor": Words("no mentor, or none with time", "没有导师，或导师时间已满"),
        "no_time": Words(
            f"too little is left of the {each} minutes a week for the next {weeks} weeks",
            f"未来{weeks}周每周{each}分钟的学习时间所剩不足",
        ),
        "full_path": Words(
            f"the path already has its {rules.maximum_items} courses",
            f"学习路径已达{rules.maximum_items}门课程上限",
        ),
        "full_week": Words(
            "the weeks in which it could be taken have no room left (at most "
            f"{most} minutes in one week, and no more than is saved up by then)",
            f"可学习的周次已无空余时间（单周最多{most}分钟，且不超过届时累积的学习时间）",
        ),
        "session_week": Words(
            "the week of the session decided on has no room left (at most "
            f"{most} minutes in one week, and no more than is saved up by then)",
            f"所指定场次当周已无空余时间（单周最多{most}分钟，且不超过届时累积的学习时间）",
        ),
        "too_long": Words(
            f"it takes more than the {most} minutes that one week allows",
            f"所需时间超过单周上限（{most}分钟）",
        ),
        "clash": Words(
            "it clashes with another session of the path", "与学习路径中其他场次时间冲突"
        ),
        "micro": Words(
            f"a week takes at most {rules.micro_per_week} of the micro-lessons",
            f"每周微课数量已达上限（{rules.micro_per_week}节）",
        ),
        "mix": Words(
            "the training mix of the staff group allows no more of its kind",
            "超出该人员类别的培训方式配比",
        ),
        "no_seat": Words(
            f"every session in the next {weeks} weeks is full, too soon, or none is offered",
            f"未来{weeks}周内无可用场次或名额已满",
        ),
        "session_full": Words("the session decided on is full", "所指定场次名额已满"),
        "prerequisite": Words(
            "a prerequisite is missing and does not fit in before it",
            "先修课程未完成且无法提前安排",
        ),
        "human_decision": Words(
            f"the test was failed {rules.maximum_attempts} times; now a person decides",
            f"测试已{rules.maximum_attempts}次未通过，需人工决定",
        ),
        "excluded": Words("a manager's decision rules it out", "经理决定不安排"),
        "postponed": Words("a manager postponed it beyond these weeks", "经理已推迟至本期之后"),
        "wave": Words(
            "it waits for its turn in a training wave, so that the effect can be measured",
            "等待所在培训批次轮到，以便衡量效果",
        ),
        "red_card": Words("the course has a red card", "课程已被红牌停用"),
        "no_course": Words("it is not open to this agent", "该员工不符合课程条件"),
    }[why]


def runner_up(
    framework: Framework, dimension: str, title: str | None, less: float, why: str
) -> Words:
    """Say which course comes next, and why it is not the one; `why` as in `path_reasons`."""
    if title is None:
        name = framework.dimension(dimension).name
        return NEEDED if why == "needed" else no_other(name.en.lower(), name.zh)
    if why == "less_gain":
        return Words(
            f"Next best is {title}: {less:.2f} weighted points less.",
            f"次优选择为《{title}》：加权收益少{less:.2f}分。",
        )
    does = Words("would do as much", "收益相当")
    if less >= 0.005:
        does = Words(f"would do {less:.2f} weighted points less", f"加权收益少{less:.2f}分")
    elif less <= -0.005:
        does = Words(f"would do {-less:.2f} weighted points more", f"加权收益多{-less:.2f}分")
    if why == "sent":
        least = framework.paths.change_gain
        return Words(
            f"{title} {does.en}, but this course was already sent and changes only for at least "
            f"{least:.2f} weighted points more.",
            f"《{title}》{does.zh}，但本课程已下发，加权收益至少多{least:.2f}分才会更换。",
        )
    if why == "as_good":
        return Words(
            f"{title} {does.en} for this person and fits too; the plan was made for everyone "
            "together.",
            f"《{title}》对该员工{does.zh}且可以安排；学习路径由全员统筹得出。",
        )
    joined = "and" if less >= 0.005 else "but"
    linked = "，且" if less >= 0.005 else "，但"
    en, zh = _IN_THE_WAY[why]
    return Words(f"{title} {does.en}, {joined} {en}.", f"《{title}》{does.zh}{linked}{zh}。")


_IN_THE_WAY = {
    "no_seat": ("no session with a free seat fits", "没有合适且有名额的场次"),
    "session_full": ("the session decided on is full", "所指定场次名额已满"),
    "no_cover": ("the team could not spare another person then", "届时团队人手不足"),
    "session_cover": ("the team could not spare another person then", "届时团队人手不足"),
    "no_mentor": ("no mentor has time", "没有导师或导师时间已满"),
    "no_time": ("there is not enough training time", "学习时间不足"),
    "full_path": ("the path has no room for one more course", "学习路径课程数已满"),
    "full_week": ("no week has room for it beside the rest of the path", "没有可容纳该课程的周次"),
    "session_week": ("the week of its session has no room", "其场次当周没有空余时间"),
    "too_long": ("it takes more time than one week allows", "所需时间超过单周上限"),
    "clash": ("it clashes with another session of the path", "与路径中其他场次时间冲突"),
    "micro": ("the weeks already have their micro-lessons", "每周微课数量已满"),
    "mix": ("the training mix allows no more of its kind", "培训方式配比不允许"),
    "prerequisite": ("a prerequisite does not fit in before it", "先修课程无法提前安排"),
    "needs_it": ("it needs this course first", "须先完成本课程"),
}


def no_other(name: str, name_zh: str) -> Words:
    """Say that nothing else works on an ability."""
    return Words(
        f"No other course open to this person, and not already on the path, works on {name}.",
        f"除路径中已有课程外，没有其他对该员工开放且针对{name_zh}的课程。",
    )


NEEDED = Words(
    "Another course of the path needs this one first, so none can take its place.",
    "路径中另一门课程须以本课程为先修，因此不可替换。",
)
