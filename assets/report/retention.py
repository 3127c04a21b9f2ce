"""Who stays, by when people were hired: a row a cohort, a picture a landmark."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from assets.report.charts.svg import Scale, across, chart, element
from assets.report.numbers import percent
from assets.report.records import Record, grouped, records
from assets.report.text import Text, both

_NAMES = {"all": Text("Everybody", "全部人员")}


@dataclass(frozen=True, kw_only=True)
class Staying:
    """A cohort: its people, and by landmark what share stayed."""

    cohort: str
    name: Text
    people: int
    shares: list[tuple[Text, Markup | None]]


def retention(marts: Mapping[str, pd.DataFrame]) -> list[Staying]:
    """Cohorts, everybody first; none where no cohort has enough people."""
    found = grouped(records(marts, "retention"), "cohort")
    return [
        Staying(
            cohort=cohort,
            name=_NAMES.get(cohort, Text(cohort, cohort)),
            people=int(rows[0]["n_people"]),
            shares=[_share(row) for row in sorted(rows, key=lambda row: row["months"])],
        )
        for cohort, rows in sorted(found.items(), key=lambda item: (item[0] != "all", item[0]))
    ]


def _share(row: Record) -> tuple[Text, Markup | None]:
    if row["share_staying"] is None:
        return Text("nobody watched then", "该时点无人在观察期"), None
    lower, upper = (row[end] if row[end] is not None else row["share_staying"]
                    for end in ("lower", "upper"))  # fmt: skip
    words = both(
        "{s} ({a} … {b})", "{s}（{a} … {b}）",
        s=percent(row["share_staying"]), a=percent(lower), b=percent(upper),
    )  # fmt: skip
    scale = Scale(0, 1)
    parts = [
        element("line", x1="0", x2="100%", y1=11, y2=11, class_="rule"),
        element("line", x1=across(scale.at(lower)), x2=across(scale.at(upper)), y1=11, y2=11,
                class_="interval"),
        element("circle", cx=across(scale.at(row["share_staying"])), cy=11, r=5, class_="dot"),
    ]  # fmt: skip
    return words, chart(*parts, title=words, height=22, class_="attained")
