"""Figures of published months that would read otherwise today, for all together and for one agent.

Tiers on record stand; what came in later shows here. Which figures differ is the mart
`restatements`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assets.report import dates
from assets.report.names import Names
from assets.report.numbers import signed
from assets.report.records import Record, grouped, records, whole
from assets.report.suppression import SMALLEST
from assets.report.text import Text, both, count, join

REASONS = {
    "provisional": Text("first published without a source", "首次公布时缺少数据来源"),
    "late_data": Text("records that came in late or were corrected", "记录迟到或经更正"),
    "refit": Text(
        "learning anew from all records: how hard cases are, how strict reviewers, what a point is",
        "用全部记录重新估计（问题难易、质检宽严、分数尺度）",
    ),
    "configuration": Text("another configuration", "配置不同"),
}
_KINDS = {
    "tier": Text("Tiers", "等级"),
    "composite": Text("Overall scores", "综合得分"),
    "score": Text("Scores of abilities", "各项能力得分"),
}
_TOLD_OF = ["agent_id", "period", "measure", "published", "restated", "difference", "reason"]
#: Tiers told one by one on a page; of more the newest.
_TOLD = 3


@dataclass(frozen=True, kw_only=True)
class RestatedLine:
    """Figures of one kind that differ for one reason; None where fewer than five people have any.

    largest: greatest difference as printed, in points; for tiers in steps of the ladder.
    """

    kind: Text
    reason: Text
    figures: int | None
    largest: str | None


def restated_lines(marts: Mapping[str, pd.DataFrame]) -> list[RestatedLine]:
    """One line a kind of figure and reason, tiers first."""
    frame = marts.get("restatements")
    if frame is None or frame.empty:
        return []
    kinds = {measure: str(measure).partition(":")[0] for measure in frame["measure"].unique()}
    kind = frame["measure"].map(kinds)
    groups = {tuple(map(str, key)): rows for key, rows in frame.groupby([kind, frame["reason"]])}
    return [
        _line(kind, reason, groups[kind, reason])
        for kind in _KINDS
        for reason in REASONS
        if (kind, reason) in groups
    ]


def _line(kind: str, reason: str, rows: pd.DataFrame) -> RestatedLine:
    shown = rows["agent_id"].nunique() >= SMALLEST
    largest = _largest(rows["difference"])
    digits = 0 if kind == "tier" else 1
    return RestatedLine(
        kind=_KINDS[kind],
        reason=REASONS[reason],
        figures=len(rows) if shown else None,
        largest=signed(largest, digits) if shown else None,
    )


def _largest(difference: "pd.Series[Any]") -> float | None:
    """The difference farthest from nothing; None where a side is missing throughout."""
    known = difference.dropna()
    return None if known.empty else float(max(known.tolist(), key=abs))


def restated_words(marts: Mapping[str, pd.DataFrame], names: Names) -> dict[str, list[Text]]:
    """Sentences by agent; whose published months read as before has none."""
    frame = marts.get("restatements")
    if frame is None or frame.empty:
        return {}
    told = frame.loc[frame["measure"].isin(["tier", "composite"]), _TOLD_OF]
    found = grouped(records({"": told}, ""), "agent_id")
    return {str(agent): _words(rows, names) for agent, rows in found.items()}


def _words(rows: Sequence[Record], names: Names) -> list[Text]:
    tiers = [row for row in rows if row["measure"] == "tier"]
    tiers.sort(key=lambda row: row["period"], reverse=True)
    words = [_tier(row, names) for row in tiers[:_TOLD]]
    if len(tiers) > _TOLD:
        more = count(len(tiers) - _TOLD, "earlier month", "earlier months", "个更早的月份")
        words.append(both("So it is with {n}.", "另有{n}同样如此。", n=more))
    scores = [row for row in rows if row["measure"] == "composite"]
    if scores:
        months = count(len({row["period"] for row in scores}), "month", "months", "个月")
        known = [row["difference"] for row in scores if row["difference"] is not None]
        why = {row["reason"] for row in scores}
        words.append(
            both(
                "The overall score of {n} has changed since it was published, by up to {d} points."
                " Why: {w}.",
                "{n}的综合得分自公布以来有变化，最多{d}分。原因：{w}。",
                n=months, d=signed(max(known, key=abs, default=None)),
                w=join([REASONS[key] for key in REASONS if key in why]),
            )
        )  # fmt: skip
    return words


def _tier(row: Record, names: Names) -> Text:
    values = {
        "m": dates.month(row["period"]),
        "a": names.tier(whole(row["published"])),
        "b": names.tier(whole(row["restated"])),
    }
    if row["reason"] == "provisional":
        return both(
            "The tier of {m} was first published as “{a}”, provisionally, because a source was"
            " missing; with what came in since it is “{b}”.",
            "{m}的等级因缺少数据来源曾暂定为“{a}”；数据补齐后为“{b}”。",
            **values,
        )
    if row["reason"] == "configuration":
        return both(
            "The tier of {m} was published as “{a}”; under the configuration it is shown by now it"
            " is “{b}”.",
            "{m}公布的等级为“{a}”；按现在所用的配置为“{b}”。",
            **values,
        )
    return both(
        "The tier of {m} was published as “{a}” and stays; by what is known today it would be"
        " “{b}”.",
        "{m}公布的等级为“{a}”，保持不变；按目前掌握的情况应为“{b}”。",
        **values,
    )
