"""Who completed which course in which month, and the columns that asks of a regression.

A course counts from the month after its first completion. The month itself is neither before nor
after: one column for all courses takes up what it shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from competency.columns import Flags, Floats, Ints, codes, months, require
from competency.grid import Grid

#: Months just before a course that may have been the reason for it: the checks take them as they
#: are and ask only about the months before.
REASON_MONTHS = 2
#: Months before those in which nothing should have happened.
PLACEBO_MONTHS = 4


@dataclass(frozen=True)
class Events:
    """First completions; `agent` and `month` are places of a grid, `course` one of `courses`."""

    courses: tuple[str, ...]
    agent: Ints
    course: Ints
    month: Ints

    def take(self, rows: Flags) -> Events:
        """Return some of the events."""
        return replace(
            self, agent=self.agent[rows], course=self.course[rows], month=self.month[rows]
        )

    def counts(self) -> Ints:
        """Return how many events each course has."""
        return np.bincount(self.course, minlength=len(self.courses)).astype(np.int64)


def read_events(trainings: pd.DataFrame, courses: tuple[str, ...], grid: Grid) -> Events:
    """Return first completions that fall into the months of the grid.

    Args:
        trainings: agent_id, course_id, completed_on; one row a completion.
        courses: ids that count.
        grid: agents and months.
    """
    require(trainings, "trainings", ("agent_id", "course_id", "completed_on"))
    agent, _ = codes(trainings, "agent_id", grid.agents)
    course, _ = codes(trainings, "course_id", pd.Index(courses, dtype="string"))
    start = int(grid.months[0]) if len(grid.months) else 0
    done = months(trainings, "completed_on")
    known = (agent >= 0) & (course >= 0) & (done >= 0)
    agent, course, month = agent[known], course[known], done[known] - start
    # Whoever took it before the first month is no better for taking it again.
    order = np.lexsort((month, agent * len(courses) + course))
    pair = (agent * len(courses) + course)[order]
    first = order[np.flatnonzero(np.diff(pair, prepend=-1))]
    first = first[(month[first] >= 0) & (month[first] < len(grid.months))]
    return Events(courses, agent[first], course[first], month[first])


def usable(events: Events, known: Flags) -> Events:
    """Return events of people with evidence both before and after; known: (months, agents)."""
    span = len(known)
    every = np.arange(span)[:, None]
    mine = known[:, events.agent]
    before = (mine & (every < events.month)).any(axis=0)
    after = (mine & (every > events.month)).any(axis=0)
    return events.take(np.asarray(before & after))


def after(events: Events, span: int) -> Floats:
    """Return 1 in the months after each event, shape (months, events).

    >>> after(Events(("C",), np.array([0]), np.array([0]), np.array([1])), 4).ravel().tolist()
    [0.0, 0.0, 1.0, 1.0]
    """
    return (np.arange(span)[:, None] > events.month).astype(np.float64)


def during(events: Events, span: int, agents: int) -> Floats:
    """Return 1 in months with a completion, shape (months, agents)."""
    table = np.zeros((span, agents))
    table[events.month, events.agent] = 1.0
    return table


def placebo(events: Events, span: int) -> Floats:
    """Return 1 in the months before those, when no course can have had an effect yet.

    >>> one = Events(("C",), np.array([0]), np.array([0]), np.array([7]))
    >>> placebo(one, 9).ravel().astype(int).tolist()
    [0, 1, 1, 1, 1, 0, 0, 0, 0]
    """
    back = events.month - np.arange(span)[:, None] - REASON_MONTHS
    return ((back >= 1) & (back <= PLACEBO_MONTHS)).astype(np.float64)


def pre_trend(events: Events, span: int) -> Floats:
    """Return months from the middle of the placebo months, 0 outside them."""
    back = events.month - np.arange(span)[:, None] - REASON_MONTHS
    middle = (PLACEBO_MONTHS + 1) / 2
    return placebo(events, span) * (middle - back)
