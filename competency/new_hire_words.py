"""What a manager should do next for a new hire: one sentence in English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence

from competency.framework import Framework
from competency.milestones import Progress
from competency.on_duty import Gate, Part
from competency.on_duty_rules import ContactsMilestone, CourseMilestone
from competency.path_words import Words

_PART: dict[Part, Words] = {
    "written": Words("the written test", "笔试"),
    "simulation": Words("the simulation", "模拟考核"),
}
_NOTHING = Words(
    "Cleared for duty, and all milestones are shown: nothing is open.",
    "已获准上岗，各周里程碑均已完成，无待办事项。",
)


def next_step(
    framework: Framework, gate: Gate, contacts: int | None, milestones: Sequence[Progress]
) -> Words:
    """Say the first thing that is open: the gate, then what is late, due, or cannot be seen.

    Args:
        framework: resolved framework.
        gate: how the person stands on both parts.
        contacts: contacts handled before clearance; None when unknown.
        milestones: in the order of the weeks.
    """
    if gate.cleared is False:
        return _gate_words(framework.on_duty.maximum_attempts, gate, contacts or 0)
    if gate.cleared is None:
        return _unknown_gate(gate)
    for state in ("late", "open", None):
        for one in milestones:
            if one.state == state:
                return _milestone_words(framework, one)
    return _NOTHING


def _gate_words(maximum: int, gate: Gate, contacts: int) -> Words:
    already = Words("", "")
    if contacts:
        what = "contact was" if contacts == 1 else "contacts were"
        already = Words(
            f", {contacts} {what} handled without clearance",
            f"，未获准上岗已处理{contacts}次服务",
        )
    for part, one in gate.parts.items():
        if one.exhausted:
            return Words(
                f"Decide on retraining or another position: {one.attempts} attempts at "
                f"{_PART[part].en} brought no pass{already.en}.",
                f"请决定补训或调整岗位：{_PART[part].zh}已考{one.attempts}次仍未通过{already.zh}。",
            )
    for part, one in gate.parts.items():
        if one.state == "failed":
            return Words(
                f"Retrain, then repeat {_PART[part].en} before duty: {one.attempts} of "
                f"{maximum} attempts are used{already.en}.",
                f"补训后重考{_PART[part].zh}，通过后方可上岗："
                f"已用{one.attempts}/{maximum}次机会{already.zh}。",
            )
    waiting = [_PART[part] for part, one in gate.parts.items() if one.state == "open"]
    return Words(
        f"Have {' and '.join(one.en for one in waiting)} passed before duty: "
        f"not attempted yet{already.en}.",
        f"请安排{'和'.join(one.zh for one in waiting)}，通过后方可上岗：尚未参加{already.zh}。",
    )


def _unknown_gate(gate: Gate) -> Words:
    parts = [part for part, one in gate.parts.items() if one.state is None]
    keys = " and ".join(f"on_duty.{part}" for part in parts)
    keys_zh = "、".join(f"on_duty.{part}" for part in parts)
    return Words(
        f"Check by hand whether {' and '.join(_PART[part].en for part in parts)} "
        f"{'was' if len(parts) == 1 else 'were'} passed: the exports show no test that fits "
        f"{keys} of the configuration.",
        f"请人工核实{'和'.join(_PART[part].zh for part in parts)}是否通过："
        f"导出数据中没有符合配置{keys_zh}的测评。",
    )


def _milestone_words(framework: Framework, one: Progress) -> Words:
    name, week, what = one.milestone.name, one.milestone.week, _what(framework, one)
    if one.state is None:
        return Words(
            f"Check milestone of week {week} by hand ({name.en}): the exports cannot show it.",
            f"请人工核实第{week}周里程碑（{name.zh}）：导出数据无法显示。",
        )
    if one.state == "late":
        return Words(
            f"Milestone of week {week} is late ({name.en}, due {one.due:%Y-%m-%d}): {what.en}.",
            f"第{week}周里程碑已逾期（{name.zh}，应于{one.due:%Y-%m-%d}前完成）：{what.zh}。",
        )
    return Words(
        f"Milestone of week {week} is next ({name.en}, due {one.due:%Y-%m-%d}): {what.en}.",
        f"下一个里程碑为第{week}周（{name.zh}，应于{one.due:%Y-%m-%d}前完成）：{what.zh}。",
    )


def _what(framework: Framework, one: Progress) -> Words:
    if isinstance(one.milestone, CourseMilestone):
        names = {layer.key: layer.name for layer in framework.layers}
        layer = names[one.milestone.layer]
        return Words(
            f"complete a course of the {layer.en.lower()} layer or pass a test of it",
            f"完成{layer.zh}课程或通过该层测评",
        )
    if isinstance(one.milestone, ContactsMilestone):
        plural = "" if one.missing == 1 else "s"
        return Words(
            f"{one.missing} more routine contact{plural} to handle",
            f"还需独立处理{one.missing}次常规业务",
        )
    plural = "" if one.missing == 1 else "s"
    return Words(
        f"{one.missing} more review{plural} of a complex contact to hold",
        f"还需完成{one.missing}次复杂案例复盘",
    )
