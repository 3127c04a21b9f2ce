"""`assignments.csv`: every assignment with its dates and reasons, for any system that reads CSV.

Agents are named by id only; who may see names gets the managers' workbooks.
"""

from collections.abc import Sequence

from assets.delivery.csv_text import csv_bytes
from assets.delivery.items import Item

COLUMNS = (
    "agent_id", "team_id", "sequence", "course_id", "title", "session_id", "planned_start", "due",
    "minutes", "dimension", "expected_uplift", "status", "mandatory", "reason", "reason_zh",
)  # fmt: skip


def assignments_csv(items: Sequence[Item]) -> bytes:
    """The file's content."""
    return csv_bytes(
        COLUMNS,
        (
            (
                i.agent_id, i.team_id, i.sequence, i.course_id, i.title, i.session_id, i.start,
                i.due, i.minutes, i.dimension, None if i.uplift is None else round(i.uplift, 2),
                i.status, "true" if i.mandatory else "false", i.reason, i.reason_zh,
            )
            for i in items
        ),
    )  # fmt: skip
