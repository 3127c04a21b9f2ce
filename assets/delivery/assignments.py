"""`assignments.csv`: what is to be done or was withdrawn, with dates and reasons, for any system.

`key` stays for as long as a row is known, and `revision` rises when title, session or dates change:
a receiver that keeps the last revision of a key has each course once. What others enrolled in the
LMS (`origin` lms) is there while it is open, without a day of sending. Agents are named by id only;
who may see names gets the managers' workbooks.
"""

from collections.abc import Sequence

from assets.delivery.csv_text import csv_bytes
from assets.delivery.items import Item

COLUMNS = (
    "key", "revision", "action", "agent_id", "team_id", "sequence", "course_id", "title",
    "session_id", "planned_start", "due", "minutes", "dimension", "expected_uplift", "mandatory",
    "origin", "sent_on", "state", "state_since", "days_overdue", "reason", "reason_zh",
)  # fmt: skip


def assignments_csv(items: Sequence[Item]) -> bytes:
    """The file's content; `action` is assign or withdraw."""
    return csv_bytes(
        COLUMNS,
        (
            (
                i.key, i.revision, "assign" if i.is_open else "withdraw", i.agent_id, i.team_id,
                i.sequence, i.course_id, i.title, i.session_id, i.start, i.due, i.minutes,
                i.dimension, None if i.uplift is None else round(i.uplift, 2),
                "true" if i.mandatory else "false", i.origin, i.sent_on if i.is_ours else None,
                i.state, i.state_since, i.days_overdue, i.reason, i.reason_zh,
            )
            for i in items
            if i.is_open or i.is_withdrawn
        ),
    )  # fmt: skip
