"""What people share: seats of sessions, the team's time off the phones, peak hours, mentors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from competency.columns import Floats, Ints
from competency.learners import Learner
from competency.path_problem import Session
from competency.path_setting import Setting


class Slots:
    """Peak hours of the working days of the horizon, as hours from its start."""

    def __init__(self, setting: Setting) -> None:
        weeks, windows = setting.weeks, setting.framework.paths.staffing.peak_hours
        days = [day for week in range(weeks.count) for day in weeks.working_days(week)]
        self.spans = [
            tuple((day - weeks.start).days * 24 + _hour(time) for time in window.split("-"))
            for day in days
            for window in windows
        ]

    def of(self, starts: float, ends: float) -> tuple[int, ...]:
        """Return the slots that a session overlaps."""
        return tuple(
            number
            for number, (first, last) in enumerate(self.spans)
            if starts < last and first < ends
        )


def _hour(time: str) -> float:
    return int(time[:2]) + int(time[3:]) / 60


def free_sessions(
    setting: Setting, learners: Sequence[Learner], slots: Slots
) -> tuple[Session, ...]:
    """Sessions of known courses, with the seats that are free for planning."""
    weeks, table = setting.weeks, setting.timetable
    midnight = dt.datetime.combine(weeks.start, dt.time())
    back: dict[str, int] = {}
    for learner in learners:
        for key, open_ in learner.person.history.open.items():
            if key not in learner.kept and open_.session_id is not None:
                back[open_.session_id] = back.get(open_.session_id, 0) + 1
    found = []
    # In order of time, so that of two sessions in a week the earlier is looked at first.
    for key in sorted(table.by_id, key=lambda one: (table.by_id[one].starts, one)):
        one = table.by_id[key]
        if one.course_id not in setting.place:
            continue
        seats = table.seats[key]
        starts, ends = ((when - midnight).total_seconds() / 3600 for when in (one.starts, one.ends))
        if ends <= starts:  # no end is known: as long as the course
            ends = starts + setting.courses[setting.place[one.course_id]].minutes / 60
        found.append(
            Session(
                key=key,
                course=setting.place[one.course_id],
                first=weeks.week(one.starts.date()),
                last=weeks.week(one.ends.date()),
                starts=starts,
                ends=ends,
                seats=None if seats is None else max(0, seats + back.get(key, 0)),
                peaks=slots.of(starts, ends),
            )
        )
    return tuple(found)


def _heads(learners: Sequence[Learner], teams: Sequence[str]) -> list[int]:
    present = [one.person.team_id for one in learners]
    return [present.count(team) for team in teams]


def team_minutes(setting: Setting, learners: Sequence[Learner], teams: Sequence[str]) -> Floats:
    """Minutes that each team may be off the phones, shape (teams, weeks)."""
    staffing, weeks = setting.framework.paths.staffing, setting.weeks
    share = np.array(weeks.each) / weeks.minutes
    each = staffing.week_minutes * staffing.training_share * share
    return np.outer(_heads(learners, teams), each)


def team_heads(
    setting: Setting, learners: Sequence[Learner], teams: Sequence[str], slots: int
) -> Ints:
    """People of each team who may be away at each peak hour, shape (teams, slots)."""
    away = 1 - setting.framework.paths.staffing.present_share
    most = [max(1, int(away * heads + 1e-9)) for heads in _heads(learners, teams)]
    return np.repeat(np.array(most, dtype=np.int64)[:, None], slots, axis=1)


def mentor_minutes(setting: Setting, mentors: int) -> Floats:
    """Minutes that each mentor has a week, shape (mentors, weeks)."""
    most = setting.framework.paths.mentor_minutes_per_week
    return np.full((mentors, setting.weeks.count), np.inf if most is None else float(most))
