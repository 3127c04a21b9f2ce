"""People of a team whose quality dropped lately: since when, by how much, shown by what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from assets.report import dates
from assets.report.people import Person
from assets.report.records import as_day, records, whole
from assets.report.text import Text, both

_SOURCES = {
    "all": Text("contacts, answers and reviews alike", "接待、评价与质检均有体现"),
    "resolution": Text("first-contact resolution", "首次联系解决率"),
    "escalation": Text("escalated contacts", "升级的接待"),
    "satisfaction": Text("customers' answers", "客户评价"),
    "reviews": Text("marks of human reviews", "人工质检评分"),
}


@dataclass(frozen=True, kw_only=True)
class DropLine:
    """One person: since when, how large, what shows it, on how many pieces of evidence."""

    person: Person
    since: Text
    flagged: Text
    size: Text
    source: Text
    pieces: int


def quality_drops(marts: Mapping[str, pd.DataFrame], people: Sequence[Person]) -> list[DropLine]:
    """People flagged in the last eight weeks, the newest first."""
    of = {person.agent_id: person for person in people}
    rows = [row for row in records(marts, "agent_shifts") if row.get("is_recent")]
    rows = [row for row in rows if row["agent_id"] in of]
    rows.sort(key=lambda row: (-as_day(row["flagged_week"]).toordinal(), row["agent_id"]))
    return [
        DropLine(
            person=of[row["agent_id"]],
            since=dates.day(as_day(row["since"])),
            flagged=dates.day(as_day(row["flagged_week"])),
            size=both(
                "{s:.1f} ({l:.1f} to {u:.1f})",
                "{s:.1f}（{l:.1f} 至 {u:.1f}）",
                s=row["size"],
                l=max(row["lower"], 0.0),
                u=row["upper"],
            ),
            source=_SOURCES.get(row["source"], Text(row["source"], row["source"])),
            pieces=whole(row["n_evidence"]) or 0,
        )
        for row in rows
    ]
