"""An agent's months: overall score with its interval, tier, moves, and trainings in between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from assets.receipt.moves import month_after
from assets.report import dates
from assets.report.names import Names
from assets.report.records import Record, grouped, records, whole
from assets.report.text import Text, both, join

#: Months drawn; earlier ones are left out.
LONGEST = 24
_LADDER = ("agent_id", "period", "tier", "change")
_COMPOSITES = ("agent_id", "period", "composite", "lower", "upper")


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month of an agent; no score or no tier means too little evidence."""

    period: date
    score: float | None
    lower: float | None
    upper: float | None
    tier: int | None
    change: str | None


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """A month with what happened in it, in words."""

    month: Month
    tier_name: Text
    move: Text | None
    trained: list[str]


def load_months(marts: Mapping[str, pd.DataFrame]) -> dict[str, list[Month]]:
    """Every agent's months, oldest first."""
    rungs = _chosen(marts, "agent_ladder", _LADDER)
    scores = {
        (r["agent_id"], r["period"]): r for r in _chosen(marts, "agent_composites", _COMPOSITES)
    }
    seen = {(r["agent_id"], r["period"]): r for r in rungs}
    found = []
    for agent, period in sorted({*scores, *seen}, key=lambda key: (str(key[0]), key[1])):
        score, rung = scores.get((agent, period), {}), seen.get((agent, period), {})
        month = Month(
            period=period,
            score=score.get("composite"),
            lower=score.get("lower"),
            upper=score.get("upper"),
            tier=whole(rung.get("tier")),
            change=rung.get("change"),
        )
        found.append({"agent_id": str(agent), "month": month})
    return {agent: [r["month"] for r in rows] for agent, rows in grouped(found, "agent_id").items()}


def _chosen(marts: Mapping[str, pd.DataFrame], name: str, columns: Sequence[str]) -> list[Record]:
    """Some columns of a mart, for it is long."""
    frame = marts.get(name)
    if frame is None or frame.empty:
        return []
    return records({name: frame[[c for c in columns if c in frame]]}, name)


def history_lines(
    months: Sequence[Month], trainings: Sequence[Record], names: Names, titles: Mapping[str, str]
) -> list[HistoryLine]:
    """The last months, oldest first, each with the trainings completed in it."""
    done = grouped(
        ({**row, "month": row["completed_on"].replace(day=1)} for row in _dated(trainings)),
        "month",
    )
    return [
        HistoryLine(
            month=month,
            tier_name=names.tier(month.tier),
            move=_move(month, names),
            trained=[titles.get(r["course_id"], r["course_id"]) for r in done[month.period]],
        )
        for month in months[-LONGEST:]
    ]


def _dated(trainings: Sequence[Record]) -> list[Record]:
    dated = [row for row in trainings if row.get("completed_on") is not None]
    return sorted(dated, key=lambda row: row["completed_on"])


def _move(month: Month, names: Names) -> Text | None:
    """A move on the ladder in words; None where nothing changed."""
    tier = both("{n} {name}", "{n} {name}", n=month.tier, name=names.tier(month.tier))
    match month.change:
        case "promoted":
            return both("Up to {t}", "升至{t}", t=tier)
        case "demoted":
            return both("To {t}", "调至{t}", t=tier)
        case "first":
            return both("First placed: {t}", "首次定级：{t}", t=tier)
    return None


def history_chart(
    lines: Sequence[HistoryLine],
    trainings: Sequence[Record],
    names: Names,
    titles: Mapping[str, str],
    as_of: date,
) -> dict[str, Any]:
    """What the chart of the history is drawn from.

    A month's score counts what happened up to its end, so it stands there, after the trainings of
    the month; that of the running month on the day of the result.
    """
    if not lines:
        return {}
    first, after = lines[0].month.period, month_after(lines[-1].month.period)
    return {
        "months": [
            {
                "m": one.month.period.isoformat(),
                "at": _known_on(one.month.period, as_of).isoformat(),
                "s": _tenth(one.month.score),
                "lo": _tenth(one.month.lower),
                "hi": _tenth(one.month.upper),
                "t": one.month.tier,
                "change": one.month.change if one.move else None,
            }
            for one in lines
        ],
        "cuts": [
            {"cut": tier.cut, "tier": number, "name": tier.name}
            for number, tier in names.tiers.items()
            if tier.cut
        ],
        "trainings": [
            {
                "d": row["completed_on"].isoformat(),
                "title": titles.get(row["course_id"], row["course_id"]),
            }
            for row in _dated(trainings)
            if first <= row["completed_on"] < after
        ],
    }


def _known_on(period: date, as_of: date) -> date:
    """The last day that a month's score knows of.

    >>> _known_on(date(2025, 10, 1), date(2025, 11, 19)).isoformat()
    '2025-10-31'
    >>> _known_on(date(2025, 11, 1), date(2025, 11, 19)).isoformat()
    '2025-11-19'
    """
    return min(month_after(period) - timedelta(days=1), as_of)


def history_summary(lines: Sequence[HistoryLine]) -> Text | None:
    """First and last score in a sentence a person can repeat; None without two of them."""
    scored = [one.month for one in lines if one.month.score is not None]
    if len(scored) < 2:
        return None
    old, new = scored[0], scored[-1]
    values: dict[str, Any] = {
        "a": f"{old.score:.1f}",
        "b": f"{new.score:.1f}",
        "when": dates.month(old.period),
    }
    if None in (old.lower, old.upper, new.lower, new.upper):
        return both("{a} in {when}, {b} now.", "{when}{a}分，目前{b}分。", **values)
    apart = new.lower > old.upper or new.upper < old.lower  # type: ignore[operator]
    if not apart:
        return both(
            "{a} in {when}, {b} now: the two ranges overlap, so it is not sure how much of"
            " the difference is real.",
            "{when}{a}分，目前{b}分：两个区间重叠，差异有多少是真实的尚不确定。",
            **values,
        )
    if new.score > old.score:  # type: ignore[operator]
        return both(
            "Up from {a} in {when} to {b}: more than chance would explain.",
            "由{when}的{a}分升至{b}分，超出偶然波动的范围。",
            **values,
        )
    return both(
        "From {a} in {when} to {b}: more than chance would explain.",
        "由{when}的{a}分变为{b}分，超出偶然波动的范围。",
        **values,
    )


def trained_words(line: HistoryLine) -> Text | None:
    """The trainings of a month in running text."""
    return join([Text(title, title) for title in line.trained]) if line.trained else None


def _tenth(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
