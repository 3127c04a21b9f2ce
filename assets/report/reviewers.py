"""For analysts: how severe reviewers are, and how far machine and human reviews agree."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from assets.report.charts.mark_pair import mark_axis, mark_pair, mark_scale
from assets.report.charts.svg import Scale
from assets.report.charts.zero_interval import even_scale, zero_interval
from assets.report.dates import month
from assets.report.names import Names
from assets.report.numbers import signed
from assets.report.records import Record, grouped, records, whole
from assets.report.text import Text, both

# Pairs of reviewer and indicator, and criteria, shown.
MOST = 16
_REVIEWS = "qa/reviews"


@dataclass(frozen=True, kw_only=True)
class SeverityLine:
    """One reviewer on one indicator, in points of a mark of 100."""

    reviewer: str
    indicator: Text
    bar: Markup
    value: str
    interval: str
    drift: list[Text]
    marks: int


@dataclass(frozen=True, kw_only=True)
class Severity:
    """The lines shown and how many there are in all."""

    lines: list[SeverityLine]
    total: int


@dataclass(frozen=True, kw_only=True)
class AgreementLine:
    """One criterion scored by people and by a machine."""

    criterion: str
    bar: Markup
    human: int
    machine: int
    both: int
    difference: float | None
    correlation: float | None
    agents: int
    agent_correlation: float | None


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """The lines shown, how many there are in all, and the axis of the marks."""

    lines: list[AgreementLine]
    total: int
    axis: Markup


def reviewer_severity(marts: Mapping[str, pd.DataFrame], names: Names) -> Severity:
    """Reviewers of contacts, the severest and the most lenient first; tests and roles left out."""
    reviews = {
        r["indicator"]
        for r in records(marts, "framework_indicators")
        if r.get("source") == _REVIEWS
    }
    rows = [r for r in records(marts, "reviewer_severity") if r["indicator"] in reviews]
    drifts = grouped([r for r in rows if r.get("since") is not None], "indicator")
    rows = [r for r in rows if r.get("since") is None]
    rows.sort(key=lambda r: (-abs(r["severity"]), r["indicator"], r["rater_id"]))
    shown = [(r, _drifts(r, drifts[r["indicator"]])) for r in rows[:MOST]]
    ends = [v for r, _ in shown for v in (r["lower"], r["upper"])]
    ends += [v for _, parts in shown for _, v in parts]
    scale = even_scale([100 * v for v in ends])
    return Severity(
        lines=[_severity(r, parts, scale, names) for r, parts in shown], total=len(rows)
    )


def _drifts(row: Record, of_indicator: list[Record]) -> list[tuple[Record, float]]:
    """The half-years of one reviewer, each with the severity in it."""
    mine = [r for r in of_indicator if r["rater_id"] == row["rater_id"]]
    return [(r, row["severity"] + r["severity"]) for r in sorted(mine, key=lambda r: r["since"])]


def _severity(
    row: Record, drifts: list[tuple[Record, float]], scale: Scale, names: Names
) -> SeverityLine:
    value, lower, upper = (100 * row[name] for name in ("severity", "lower", "upper"))
    indicator = names.indicator(row["indicator"])
    title = both(
        "{i}: takes off {v} points, most likely {a} to {b}",
        "{i}：多扣 {v} 分，很可能在 {a} 到 {b} 之间",
        i=indicator, v=signed(value), a=signed(lower), b=signed(upper),
    )  # fmt: skip
    told = [
        both("{v} from {m}", "{m}起 {v}", v=signed(100 * v), m=month(r["since"])) for r, v in drifts
    ]
    return SeverityLine(
        reviewer=row["rater_id"],
        indicator=indicator,
        bar=zero_interval(
            value, lower, upper, scale, title=title, later=[100 * v for _, v in drifts],
            data={"data_indicator": row["indicator"], "data_reviewer": row["rater_id"]},
        ),
        value=signed(value),
        interval=f"{signed(lower)} … {signed(upper)}",
        drift=told,
        marks=whole(row.get("n_marks")) or 0,
    )  # fmt: skip


def review_agreement(marts: Mapping[str, pd.DataFrame]) -> Agreement:
    """Criteria a machine scored, those most often scored by both first."""
    rows = [r for r in records(marts, "review_agreement") if r.get("n_auto")]
    rows.sort(key=lambda r: (-r["n_both"], r["criterion"]))
    shown = rows[:MOST]
    means = [r[side] for r in shown for side in ("mean_human", "mean_auto") if r[side] is not None]
    scale = mark_scale(means)
    lines = [
        AgreementLine(
            criterion=row["criterion"],
            bar=mark_pair(row["mean_human"], row["mean_auto"], scale, criterion=row["criterion"]),
            human=whole(row["n_human"]) or 0,
            machine=whole(row["n_auto"]) or 0,
            both=whole(row["n_both"]) or 0,
            difference=row["mean_difference"],
            correlation=row["correlation"],
            agents=whole(row["agents_both"]) or 0,
            agent_correlation=row["agent_correlation"],
        )
        for row in shown
    ]
    return Agreement(lines=lines, total=len(rows), axis=mark_axis(scale))
