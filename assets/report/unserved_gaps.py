"""Gaps that no path closes, by ability and reason: how many, for groups of five people or more."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from assets.report.gaps import CODES
from assets.report.names import Names
from assets.report.records import records
from assets.report.suppression import SMALLEST, Key, Sum, suppress
from assets.report.text import Text

# Rows of path_gaps that are no gap of an ability.
_QUIET = ("thin_evidence", "on_leave", "no_gap")
#: What the catalogue can mend by itself; all else (time, seats, cover, a manager) is one column,
#: because columns of a few people would hide the rest.
REASONS = {
    "no_course": CODES["no_course"],
    "red_card": CODES["red_card"],
    "other": Text(
        "Other reasons (time, seats, cover, decisions)", "其他原因（时间、名额、人手、决定）"
    ),
}


@dataclass(frozen=True, kw_only=True)
class UnservedGaps:
    """Gaps by ability (rows) and reason (columns); None for those of fewer than five people."""

    reasons: list[Text]
    rows: list[tuple[Text, list[int | None], int | None]]
    totals: list[int | None]
    total: int | None


def unserved_gaps(
    marts: Mapping[str, pd.DataFrame], names: Names, agents: set[str]
) -> UnservedGaps | None:
    """Count gaps of abilities of those who are here; None where every gap has a course."""
    people: defaultdict[Key, list[str]] = defaultdict(list)
    codes: set[str] = set()
    for row in records(marts, "path_gaps"):
        dimension, code, agent = row.get("dimension"), str(row.get("code")), str(row["agent_id"])
        if row.get("course_id") or code in _QUIET or agent not in agents:
            continue
        if dimension not in names.dimensions:  # all abilities at once
            continue
        code = code if code in REASONS else "other"
        codes.add(code)
        for key in (("cell", dimension, code), ("row", dimension), ("column", code), ("all",)):
            people[key].append(agent)
    if not codes:
        return None
    columns = [code for code in REASONS if code in codes]
    rows = [d for d in names.dimensions if ("row", d) in people]
    counts: dict[Key, int] = {("cell", d, c): 0 for d in rows for c in columns}
    counts |= {key: len(who) for key, who in people.items()}
    sums = [
        *(Sum(("row", d), tuple(("cell", d, c) for c in columns)) for d in rows),
        *(Sum(("column", c), tuple(("cell", d, c) for d in rows)) for c in columns),
        Sum(("all",), tuple(("row", d) for d in rows)),
        Sum(("all",), tuple(("column", c) for c in columns)),
    ]
    small = [key for key, who in people.items() if len(set(who)) < SMALLEST]
    shown = suppress(counts, sums, small)
    return UnservedGaps(
        reasons=[REASONS[code] for code in columns],
        rows=[
            (
                names.dimensions[d],
                [shown.get(("cell", d, c)) for c in columns],
                shown.get(("row", d)),
            )
            for d in rows
        ],
        totals=[shown.get(("column", c)) for c in columns],
        total=shown.get(("all",)),
    )
