"""A few decisions of managers on single courses of single people: the export table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from competency.simulation.columns import frame_of, ids, moments
from competency.simulation.months import DAY, Calendar
from competency.simulation.people import People

#: Every so many people one has a decision made on a course.
_EVERY = 12
_DECISIONS = (
    ("exclude", "L10", None, "On the complaints desk until the end of the quarter"),
    ("replace", "L03", "L04", "已在上一家公司学过流程基础"),
    ("postpone", "L05", None, "Back from parental leave next month"),
)


def overrides_frame(people: People, calendar: Calendar) -> pd.DataFrame:
    """lms/overrides, decided in the last week; nothing here is drawn."""
    chosen = np.arange(3, people.count, _EVERY)
    rows = [_DECISIONS[place % len(_DECISIONS)] for place in range(len(chosen))]
    decided = int(calendar.end) - 6 * DAY + 10 * 3600 + 60 * np.arange(len(chosen))
    later = np.datetime64(int(calendar.end) + 21 * DAY, "s").astype("datetime64[D]")
    nothing = np.datetime64("NaT", "s")
    return frame_of(
        "lms/overrides",
        {
            "override_id": ids("O", np.arange(len(chosen)), 4),
            "agent_id": people.agent_id[chosen],
            "course_id": np.array([row[1] for row in rows], dtype="O"),
            "action": np.array([row[0] for row in rows], dtype="O"),
            "decided_by": np.array(["Wang Fang 王芳"] * len(chosen), dtype="O"),
            "reason": np.array([row[3] for row in rows], dtype="O"),
            "decided_at": moments(decided),
            "replacement_id": np.array([row[2] for row in rows], dtype="O"),
            "session_id": np.full(len(chosen), None, dtype="O"),
            "not_before": np.array(
                [later if row[0] == "postpone" else nothing for row in rows],
                dtype="datetime64[s]",
            ),
            "valid_until": np.full(len(chosen), nothing, dtype="datetime64[s]"),
        },
    )
