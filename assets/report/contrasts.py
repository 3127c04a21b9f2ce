"""Like beside like on the service-quality page: errors, satisfaction and completion by band."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assets.report.framework_words import setting
from assets.report.issue_names import issue_name
from assets.report.numbers import percent
from assets.report.records import Record, records
from assets.report.suppression import SMALLEST
from assets.report.text import Text, both

STATES = {
    "higher": Text("more, beyond chance", "更多，超出偶然"),
    "lower": Text("less, beyond chance", "更少，超出偶然"),
    "not_shown": Text("no difference shown", "未显示差异"),
    "unjudged": Text("too few alike", "可比数量不足"),
    "reference": Text("compared with", "对照"),
}
_EVERY = "*"
_MASTERY = (
    Text("Passed the newest test", "最近测评合格"),
    Text("Did not pass it", "最近测评未合格"),
    Text("Took no test yet", "尚无测评"),
)
_CONTEST = (Text("Before the contest", "竞赛前"), Text("Since it began", "竞赛开始后"))
_SIDES = {
    "taking part": Text("Who takes part", "参赛者"),
    "others": Text("All others", "其他人"),
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked, as the page tells it; `is_bad` when the event is one to be rare."""

    key: str
    title: Text
    event: Text
    cases: Text
    is_bad: bool


QUESTIONS = (
    Question(
        key="errors_by_tenure",
        title=Text("Errors by tenure", "不同司龄的差错"),
        event=Text("With an error", "有差错"),
        cases=Text("Reviews", "质检"),
        is_bad=True,
    ),
    Question(
        key="errors_by_mastery",
        title=Text("Errors by mastery of procedures", "SOP 掌握程度与差错"),
        event=Text("With an error", "有差错"),
        cases=Text("Reviews", "质检"),
        is_bad=True,
    ),
    Question(
        key="satisfaction_by_response",
        title=Text("Satisfaction by first response", "首次响应与满意度"),
        event=Text("Satisfied", "满意"),
        cases=Text("Answers", "评价"),
        is_bad=False,
    ),
    Question(
        key="completion_by_contest",
        title=Text("Courses completed before and after the contest", "积分竞赛前后的课程完成"),
        event=Text("Completed in time", "按时完成"),
        cases=Text("Courses begun", "开始的课程"),
        is_bad=False,
    ),
)


@dataclass(frozen=True, kw_only=True)
class BandLine:
    """One band; texts are ready to show."""

    name: Text
    n: int
    share: str
    odds: str
    interval: str
    state: str
    is_worse: bool


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """A question with its bands, and topics in which a band differs beyond chance."""

    question: Question
    lines: list[BandLine]
    topics: list[BandLine]
    folded: int


@dataclass(frozen=True, kw_only=True)
class Contrasts:
    """All questions that the exports answer, and what the chart is told."""

    parts: list[Contrast]
    data: dict[str, Any]


def contrasts(marts: Mapping[str, pd.DataFrame]) -> Contrasts | None:
    """Bands of five people or more; None where no question has two of them."""
    rows = records(marts, "contrasts")
    told = setting(marts, "monitoring", "contrasts") or {}
    parts, drawn = [], []
    for question in QUESTIONS:
        names = _bands(question.key, told)
        own = [r for r in rows if r["question"] == question.key and r["band"] <= len(names)]
        shown = [r for r in own if r["agents"] >= SMALLEST]
        whole = [r for r in shown if r["topic"] == _EVERY]
        if len(whole) < 2 or not any(r["state"] == "reference" for r in whole):
            continue
        topics = [r for r in shown if r["topic"] != _EVERY and r["state"] in ("higher", "lower")]
        topics.sort(key=lambda r: (r["topic"], r["band"]))
        parts.append(
            Contrast(
                question=question,
                lines=[_line(question, names, r) for r in whole],
                topics=[_line(question, names, r) for r in topics],
                folded=sum(r["topic"] == _EVERY for r in own) - len(whole),
            )
        )
        drawn.append(
            {
                "title": question.title,
                "bands": [names[r["band"] - 1] for r in whole],
                "rows": [
                    {key: r[key] for key in ("odds_ratio", "lower", "upper", "state")}
                    | {"worse": _is_worse(question, r)}
                    for r in whole
                ],
            }
        )
    return Contrasts(parts=parts, data={"questions": drawn}) if parts else None


def _is_worse(question: Question, row: Record) -> bool:
    return bool(row["state"] == ("higher" if question.is_bad else "lower"))


def _line(question: Question, names: Sequence[Text], row: Record) -> BandLine:
    known = row["odds_ratio"] is not None
    name = names[row["band"] - 1]
    if row["topic"] != _EVERY:
        topic = _SIDES.get(row["topic"]) or issue_name(row["topic"])
        name = both("{a}: {b}", "{a}：{b}", a=topic, b=name)
    return BandLine(
        name=name,
        n=int(row["n"]),
        share=percent(row["share"]),
        odds=f"× {row['odds_ratio']:.2f}" if known else "–",
        interval=f"{row['lower']:.2f} … {row['upper']:.2f}" if known else "",
        state=row["state"],
        is_worse=_is_worse(question, row),
    )


def _bands(question: str, told: Mapping[str, Any]) -> Sequence[Text]:
    if question == "errors_by_mastery":
        return _MASTERY
    if question == "completion_by_contest":
        return _CONTEST
    tenure = question == "errors_by_tenure"
    ends = [int(end) for end in told.get("tenure_days" if tenure else "response_seconds", [])]
    if not ends:
        return ()
    name = _days if tenure else _wait
    first = both("up to {b}", "{b}以内", b=name(ends[0]))
    last = both("over {a}", "超过 {a}", a=name(ends[-1]))
    between = [
        both("{a} to {b}", "{a} 至 {b}", a=name(a), b=name(b)) for a, b in itertools.pairwise(ends)
    ]
    return (first, *between, last)


def _days(days: int) -> Text:
    return both("{n} days", "{n} 天", n=days)


def _wait(seconds: int) -> Text:
    if seconds >= 120 and seconds % 60 == 0:
        return both("{n} min", "{n} 分钟", n=seconds // 60)
    return both("{n} s", "{n} 秒", n=seconds)
