"""Whether a landed table's newest event is as fresh as its own rhythm would have it."""

from datetime import date

from assets.volume_days import TableDays
from competency.availability import Notice
from competency.row_counts import longest_usual_pause

LATE = "late_rows"


def lateness(table: TableDays, as_of: date) -> Notice | None:
    """Say that a table is late: its newest event is older than its pauses so far allow.

    Args:
        table: its rows by day.
        as_of: last day that may be seen.

    Returns:
        None when it is not late, or there is too little history to tell.
    """
    allowed = longest_usual_pause(table.days)
    age = (as_of - table.newest).days
    if allowed is None or age <= allowed:
        return None
    return Notice(
        code=LATE,
        subject=table.key,
        text=f"{table.key} ends on {table.newest}, {age} days before the as-of day; "
        f"by its own rhythm there would be rows every {allowed} days at the latest.",
        text_zh=f"{table.key} 的数据截至 {table.newest}，距截至日 {age} 天；"
        f"按其以往规律，最多 {allowed} 天就会有新数据。",
        degrades=False,
    )
