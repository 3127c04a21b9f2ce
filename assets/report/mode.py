"""What the run had to do without, in plain words: the head of every page, and of what is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assets.report.text import Text, pair


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One thing that is missing and what that switched off, in run.json's own words."""

    text: Text


@dataclass(frozen=True, kw_only=True)
class Mode:
    """Whether everything was there.

    plans: what was done about it, in the order of `PLANS`.
    """

    degraded: bool
    plans: list[Text]
    notices: list[Notice]

    @property
    def heading(self) -> Text:
        """What the mode is called, for a heading."""
        if PLANS["frozen"] in self.plans:
            return FROZEN
        return DEGRADED if self.degraded else WORTH_KNOWING

    @property
    def brief(self) -> list[Text]:
        """Heading and plans of a degraded run, for where there is no room for more; else none."""
        return [self.heading, *self.plans] if self.degraded else []


FROZEN = Text("Tiers and assignments are frozen", "等级与课程安排已冻结")
DEGRADED = Text("Some data was missing in this run", "本次运行缺少部分数据")
WORTH_KNOWING = Text("Worth knowing about this run", "本次运行说明")
PLANS = {
    "frozen": Text(
        "Nobody moves: tiers and assignments are those of the last published result, whatever "
        "the scores say.",
        "等级与课程安排沿用上次公布的结果，不随分数变动。",
    ),
    "last_snapshot": Text(
        "Where a source was missing or late, its last good data stands in for it.",
        "缺失或迟到的来源以最近一次有效数据代替。",
    ),
    "without_source": Text(
        "Nobody loses points for what is missing: it counts as no evidence, never as zero. "
        "Intervals are wider, and some people may have no tier until the data is back.",
        "任何人都不会因缺失的数据而失分：缺失视为没有证据，绝不计为零分。分数区间会变宽，"
        "部分人员在数据恢复前可能暂无等级。",
    ),
}
"""The degradation plans, in the words of every output."""


def read_mode(run: Mapping[str, Any]) -> Mode:
    """The mode of run.json."""
    mode = run.get("mode") or {}
    notices = []
    for notice in mode.get("notices") or []:
        subject = str(notice.get("subject") or notice.get("code") or "")
        words = pair(notice.get("text"), notice.get("text_zh")) or Text(subject, subject)
        notices.append(Notice(text=words))
    taken = mode.get("plans") or []
    return Mode(
        degraded=mode.get("state") == "degraded",
        plans=[words for plan, words in PLANS.items() if plan in taken],
        notices=notices,
    )
