"""The content of the case library's page: how many cases there are, and of what; no person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from markupsafe import Markup

from assets.report.charts.svg import chart, element, words
from assets.report.issue_names import issue_name
from assets.report.names import Names
from assets.report.records import Record, grouped, records
from assets.report.text import Text, both

HEIGHT = 40
UNKNOWN = Text("unknown", "未知")
POLARITIES = {
    "positive": Text("good", "正面"),
    "negative": Text("bad", "反面"),
    "ordinary": Text("ordinary", "普通"),
}
RISKS = {
    "critical_failure": Text("critical failure", "严重失误"),
    "complaint_upheld": Text("upheld complaint", "投诉成立"),
    "escalated": Text("escalated", "升级"),
}


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A row of the matrix: an issue type, its contacts and a tile a competency."""

    name: Text
    contacts: int
    tiles: list[Markup]


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """The library of one quarter."""

    name: Text
    cases: int
    asked_for: int
    kinds: list[tuple[Text, int]]
    of_experts: int
    competencies: list[Text]
    rows: list[Scenario]
    gaps: list[Text]


def library_content(marts: Mapping[str, pd.DataFrame], names: Names) -> dict[str, Any]:
    """What `library.html` is told; a missing mart leaves the page saying so."""
    cases = grouped(records(marts, "case_library"), "quarter")
    cells = grouped(records(marts, "case_coverage"), "quarter")
    return {
        "quarters": [
            _quarter(day, cases[day], cells[day], names) for day in sorted(cells, reverse=True)
        ]
    }


def _quarter(day: date, cases: list[Record], cells: list[Record], names: Names) -> Quarter:
    order = list(names.dimensions)
    keys = sorted(
        {row["competency"] for row in cells},
        key=lambda key: (order.index(key) if key in order else len(order), key),
    )
    by_scenario = grouped(cells, "scenario")
    rows = [
        Scenario(
            name=issue_name(scenario) if scenario else UNKNOWN,
            contacts=int(own[0]["contacts"]),
            tiles=[
                _tile(row, names) for row in sorted(own, key=lambda r: keys.index(r["competency"]))
            ],
        )
        for scenario, own in by_scenario.items()
    ]
    rows.sort(key=lambda row: (-row.contacts, row.name.en))
    empty = sorted((row for row in cells if not row["cases"]), key=lambda row: -row["contacts"])
    found = [row["polarity"] for row in cases]
    risks = [row["risk_tag"] for row in cases]
    return Quarter(
        name=Text(
            f"{day.year}, quarter {(day.month + 2) // 3}",
            f"{day.year}年第{(day.month + 2) // 3}季度",
        ),
        cases=len(cases),
        asked_for=int(cells[0]["asked_for"]),
        kinds=[(told, found.count(key)) for key, told in POLARITIES.items()]
        + [(told, risks.count(key)) for key, told in RISKS.items() if key in risks],
        of_experts=sum(bool(row["is_of_expert"]) for row in cases),
        competencies=[names.dimension(key) or UNKNOWN for key in keys],
        rows=rows,
        gaps=[_where(row, names) for row in empty],
    )


def _where(row: Record, names: Names) -> Text:
    return both(
        "{s} × {c}", "{s} × {c}",
        s=issue_name(row["scenario"]) if row["scenario"] else UNKNOWN,
        c=names.dimension(row["competency"]) or UNKNOWN,
    )  # fmt: skip


def _tile(row: Record, names: Names) -> Markup:
    """A cell: the number of its cases; hatched where there is none."""
    cases = int(row["cases"])
    title = both(
        "{w}: {n} cases, {p} good, {b} bad, {r} with a risk",
        "{w}：{n} 例，正面 {p}，反面 {b}，有风险 {r}",
        w=_where(row, names), n=cases, p=int(row["positive"]), b=int(row["negative"]),
        r=int(row["risky"]),
    )  # fmt: skip
    tint = f"tile s{min(1 + cases, 5)}" if cases else "tile none"
    told = words(
        str(cases) if cases else "–",
        x="50%",
        y=25,
        class_=f"middle strong on-s{min(1 + cases, 5)}" if cases else "middle strong",
    )
    box = element(
        "rect", x="1%", y=1, width="98%", height=HEIGHT - 2, rx=5, class_=tint, data_cases=cases,
        data_scenario=row["scenario"] or "", data_competency=row["competency"],
    )  # fmt: skip
    return chart(box, told, title=title, height=HEIGHT, class_="tile-box")
