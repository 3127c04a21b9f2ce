"""Why a course is on a path, and why a gap has none: sentences in English and Chinese."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from competency.catalogue import Course
from competency.course_uplifts import Uplift
from competency.framework import Framework


class Words(NamedTuple):
    """One sentence in both languages."""

    en: str
    zh: str

    def then(self, more: Words) -> Words:
        """Return both sentences, one after the other."""
        return Words(f"{self.en} {more.en}", f"{self.zh}{more.zh}")


def goal_words(framework: Framework, goal: int | None) -> Words:
    """Name what a gap is measured against: a tier, or the target score."""
    if goal is None:
        score = framework.paths.target_score
        return Words(f"the target of {score:g}", f"目标{score:g}分")
    name = framework.ladder.tiers[goal - 1].name
    return Words(name.en, name.zh)


def closes_gap(
    framework: Framework,
    dimension: str,
    gap: float,
    uplift: Uplift,
    goal: int | None,
    today: float | None = None,
) -> Words:
    """Say which gap a course narrows, by how much, and on what evidence.

    Args:
        framework: resolved framework.
        dimension: whose gap.
        gap: points missing when the course begins.
        uplift: what it is expected to add.
        goal: tier the gap is to, from 1; None: the target score.
        today: points missing now; more than `gap` where courses before it narrow the gap.
    """
    name, to = framework.dimension(dimension).name, goal_words(framework, goal)
    seen = evidence(uplift)
    if today is not None and round(today, 1) > round(gap, 1):
        return Words(
            f"{name.en} is {today:.1f} points short of {to.en}, {gap:.1f} after the courses before "
            f"this one, which is expected to add {uplift.points:.1f} ({seen.en}).",
            f"{name.zh}距{to.zh}差{today:.1f}分，完成前面的课程后还差{gap:.1f}分，"
            f"预计本课程可提升{uplift.points:.1f}分（{seen.zh}）。",
        )
    return Words(
        f"{name.en} is {gap:.1f} points short of {to.en}; this course is expected to add "
        f"{uplift.points:.1f} ({seen.en}).",
        f"{name.zh}距{to.zh}差{gap:.1f}分，预计该课程可提升{uplift.points:.1f}分（{seen.zh}）。",
    )


def evidence(uplift: Uplift) -> Words:
    """Say what an expected uplift rests on."""
    if not uplift.n_trained or uplift.lower is None or uplift.upper is None:
        return Words(
            "assumed: too few have taken it to measure", "暂为假定值：参训人数太少，无法衡量"
        )
    people = "1 person" if uplift.n_trained == 1 else f"{uplift.n_trained} people"
    # Adding 0 takes the sign from a rounded zero.
    low, high = round(uplift.lower, 1) + 0.0, round(uplift.upper, 1) + 0.0
    return Words(
        f"likely {low:.1f} to {high:.1f}, from {people} who took it",
        f"很可能在{low:.1f}至{high:.1f}之间，依据{uplift.n_trained}名学员",
    )


def mandatory(again: bool) -> Words:
    """Say that a course is obligatory, for the first time or again."""
    if again:
        return Words(
            "Mandatory; the last completion expires.", "必修课程，上次结业即将或已经到期。"
        )
    return Words("Mandatory and not completed yet.", "必修课程，尚未完成。")


def certificate(framework: Framework, tier: int, again: bool) -> Words:
    """Say that a tier asks for the certificate of a course."""
    name = framework.ladder.tiers[tier - 1].name
    if again:
        return Words(
            f"Its certificate, which {name.en} needs, expires.", f"{name.zh}所需证书即将到期。"
        )
    return Words(f"{name.en} needs its certificate.", f"{name.zh}需要该课程证书。")


def retake(attempts: int, most: int) -> Words:
    """Say that a course was failed and is due again."""
    return Words(
        f"The test was not passed ({attempts} of {most} attempts used); to be taken again.",
        f"测试未通过（已用{attempts}次，共{most}次机会），需补训补考。",
    )


def new_product(product: str, due: dt.date, missed: bool) -> Words:
    """Say that a course comes with a new product."""
    if missed:
        return Words(
            f"New product {product}: was due {due:%Y-%m-%d}; no contacts about it before the test "
            "is passed.",
            f"新品{product}：原应于{due:%Y-%m-%d}前完成；测试通过前不得受理相关咨询。",
        )
    return Words(
        f"New product {product}: to be taken by {due:%Y-%m-%d}; no contacts about it before the "
        "test is passed.",
        f"新品{product}：应于{due:%Y-%m-%d}前完成；测试通过前不得受理相关咨询。",
    )


def wave(wave_id: str) -> Words:
    """Say that a drawn wave gives the course now."""
    return Words(f"Drawn for training wave {wave_id}.", f"已抽入培训批次{wave_id}。")


def pinned(by: str, reason: str) -> Words:
    """Say who put a course on the path and why, as written."""
    return Words(f"Decided by {by}: {reason}", f"{by}决定：{reason}")


def too_late(words: Words, due: dt.date, postponed: dt.date | None = None) -> Words:
    """Say that a course comes after its due day; `postponed`: until when it had to wait."""
    if postponed is not None and postponed > due:
        return Words(
            f"{words.en} Due {due:%Y-%m-%d}, and postponed to {postponed:%Y-%m-%d}.",
            f"{words.zh}应于{due:%Y-%m-%d}前完成，已推迟至{postponed:%Y-%m-%d}之后。",
        )
    return Words(
        f"{words.en} Due {due:%Y-%m-%d}, and this is the first time it fits.",
        f"{words.zh}应于{due:%Y-%m-%d}前完成，此为最早可安排时间。",
    )


def prerequisite(title: str) -> Words:
    """Say for which course this one must come first."""
    return Words(f"Needed before {title}.", f"为《{title}》的先修课程。")


def enrolled(overdue: bool) -> Words:
    """Say that the agent is already on the course."""
    if overdue:
        return Words("Already enrolled and overdue.", "已报名，已逾期。")
    return Words("Already enrolled.", "已报名。")


def thin(framework: Framework, dimensions: Sequence[str]) -> Words:
    """Say which dimensions can't be judged yet."""
    names = [framework.dimension(key).name for key in dimensions]
    return Words(
        f"Too little evidence to see a gap in {', '.join(name.en.lower() for name in names)}.",
        f"证据不足，无法判断差距：{'、'.join(name.zh for name in names)}。",
    )


THIN = Words("Too little evidence to see any gap.", "证据不足，无法判断能力差距。")
NO_GAP = Words(
    "No gap to the next tier and nothing mandatory due.", "与下一级别无差距，且无到期必修课程。"
)
ON_LEAVE = Words("On leave: planned on return.", "休假中，返岗后规划。")
STARTED = Words("Already started, so it stays.", "课程已开始，保留不变。")
KEPT_UP = Words("Stays from the path sent before.", "沿用此前已下发的学习路径。")
NO_SESSION = Words(
    "The session is not one of this course in these weeks.", "该场次不属于该课程或不在本期内。"
)
BY_OTHERS = Words(
    "Enrolled in the LMS by others; take it out there.", "由他人在学习平台报名，请在平台中退课。"
)
TAKEN = Words("Already completed.", "课程已完成。")


def lacks(column: str) -> Words:
    """Say that a decision lacks what it needs."""
    names = {"not_before": "最早日期", "replacement_id": "替代课程"}
    return Words(
        f"The decision gives no {column}.", f"该决定未填写{names.get(column, column)}（{column}）。"
    )


def unknown_action(action: str) -> Words:
    """Say that nobody knows what a decision means."""
    return Words(f"{action!r} is no action.", f"无法识别操作{action!r}。")


def closed(course: Course | None, left_out: bool = False) -> Words:
    """Say why a decision for a course can't be followed."""
    if left_out:
        return Words(
            "The course is left out: its prerequisites go in a circle.",
            "该课程先修课程循环依赖，未纳入。",
        )
    if course is None:
        return Words("The course is not in the catalogue.", "课程目录中没有该课程。")
    if course.red_card:
        return Words(f"{course.title} has a red card.", f"《{course.title}》已被红牌停用。")
    if not course.active:
        return Words(f"{course.title} is no longer offered.", f"《{course.title}》已停开。")
    return Words(
        f"{course.title} is not open to this agent: tier or language.",
        f"该员工等级或语言不符合《{course.title}》的要求。",
    )


FOLLOWED = Words("Followed.", "已执行。")
AGAINST_DUTY = Words(
    "Followed, although this course has to be taken: it is missing now.",
    "已执行；但该课程须学习，目前仍缺。",
)


def put_off(due: dt.date) -> Words:
    """Say that a decision delays what has a due day."""
    return Words(
        f"Followed, although this course was due {due:%Y-%m-%d}: it comes later now.",
        f"已执行；但该课程应于{due:%Y-%m-%d}前完成，现已推迟。",
    )


EXPIRED = Words("No longer holds.", "已过有效期。")
SUPERSEDED = Words("A later decision holds.", "已被后续决定取代。")
NO_ROOM = Words(
    "It does not fit in; the path's open points say why.", "无法安排，原因见学习路径的待办说明。"
)
NOT_HERE = Words("The agent is on leave or has left.", "该员工休假或已离职。")


def costs(points: float) -> Words:
    """Say that a decision costs much."""
    return Words(
        f"Followed; this person's path closes {points:.2f} weighted points less with it.",
        f"已执行；因此该员工的学习路径少弥补{points:.2f}分（加权）。",
    )
