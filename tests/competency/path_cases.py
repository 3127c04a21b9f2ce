"""A small centre to plan paths in: tables with defaults, and the steps of planning by name."""

import datetime as dt

import numpy as np
import pandas as pd

from competency.frames import empty
from competency.overrides import by_person, in_force, read_overrides
from competency.path_input import build_problem
from competency.path_people import read_people
from competency.path_setting import read_setting
from competency.path_tables import PathTables
from competency.paths import plan_paths
from competency.settling import settle
from competency.weights import weigh_dimensions

AS_OF = dt.date(2026, 3, 31)  # a Tuesday: weeks start on Monday 6 April
MONDAY = pd.Timestamp("2026-04-06")
KEYS = ("process", "knowledge", "resolution", "mediation", "relationship", "growth")

COURSE = {
    "course_id": "C1",
    "title": "One",
    "dimensions": "process",
    "duration_minutes": 60,
    "prerequisites": None,
    "mandatory": False,
    "min_tier": None,
    "language": None,
    "valid_days": None,
    "active": True,
    "format": None,
    "card": None,
    "mentoring": None,
    "product": None,
    "launched_at": None,
}
SESSION = {"session_id": "S1", "course_id": "C1", "starts_at": None, "ends_at": None, "seats": 1}
ENROLMENT = {
    "enrollment_id": "E1",
    "agent_id": "A",
    "course_id": "C1",
    "session_id": None,
    "enrolled_at": None,
    "completed_at": None,
    "status": "enrolled",
    "passed": None,
    "minutes_spent": None,
}
OVERRIDE = {
    "override_id": "O1",
    "agent_id": "A",
    "course_id": "C1",
    "action": "exclude",
    "decided_by": "Li",
    "reason": "on site visit",
    "decided_at": "2026-03-30 09:00",
    "replacement_id": None,
    "session_id": None,
    "not_before": None,
    "valid_until": None,
}
DELIVERY = {
    "agent_id": "A",
    "course_id": "C1",
    "session_id": None,
    "planned_start": "2026-04-20",
    "due": "2026-04-26",
    "state": "sent",
    "sent_on": "2026-03-24",
    "origin": "path",
}
WAVE = {
    "agent_id": "A",
    "course_id": "C1",
    "wave_id": "W1",
    "starts_on": None,
    "ends_on": None,
}
TIMES = (
    "starts_at", "ends_at", "enrolled_at", "completed_at", "launched_at", "decided_at",
    "not_before", "valid_until", "planned_start", "due", "sent_on", "starts_on", "ends_on",
)  # fmt: skip


class Case:
    """Everything a plan needs; small by default."""

    def __init__(self, make, scores=None, tier=1):
        self.scores = scores if scores is not None else {"A": {"process": 30.0}}
        names = sorted(self.scores)
        self.agents = pd.DataFrame({"agent_id": names, "language": None, "status": "active"})
        self.dimension_scores = make.scores(
            [
                (name, key, given.get(key, np.nan), 3.0, 20, "enough" if key in given else "none")
                for name, given in self.scores.items()
                for key in KEYS
            ]
        )
        self.ladder = pd.DataFrame(
            {"agent_id": names, "period": pd.Timestamp("2026-03-01"), "tier": tier}
        )
        self.courses = self.frame(COURSE, [])
        self.sessions = self.frame(SESSION, [])
        self.enrollments = self.frame(ENROLMENT, [])
        self.effects = pd.DataFrame({"course_id": [], "dimension": [], "uplift": []})
        self.overrides = self.waves = self.deliveries = self.previous = None

    @staticmethod
    def frame(defaults, rows):
        frame = pd.DataFrame([{**defaults, **row} for row in rows], columns=list(defaults))
        for column in TIMES:
            if column in frame:
                frame[column] = pd.to_datetime(frame[column], format="mixed")
        return frame

    def with_courses(self, *rows):
        self.courses = self.frame(COURSE, rows)
        return self

    def with_sessions(self, *rows):
        self.sessions = self.frame(SESSION, rows)
        return self

    def with_enrollments(self, *rows):
        self.enrollments = self.frame(ENROLMENT, rows)
        return self

    def with_overrides(self, *rows):
        self.overrides = self.frame(OVERRIDE, rows)
        return self

    def with_waves(self, *rows):
        self.waves = self.frame(WAVE, rows)
        return self

    def with_deliveries(self, *rows):
        self.deliveries = self.frame(DELIVERY, rows)
        return self

    def with_effects(self, **uplifts):
        """Give courses their uplift on process."""
        self.effects = pd.DataFrame(
            {"course_id": list(uplifts), "dimension": "process", "uplift": list(uplifts.values())}
        )
        return self

    def tables(self):
        return PathTables(
            agents=self.agents,
            courses=self.courses,
            sessions=self.sessions,
            enrollments=self.enrollments,
            overrides=self.overrides,
            waves=self.waves,
            deliveries=self.deliveries,
            previous=self.previous,
        )

    def weights(self, framework):
        return weigh_dimensions(
            framework,
            empty("weight_importance"),
            empty("weight_demand"),
            self.dimension_scores["period"],
        )

    def setting(self, framework):
        return read_setting(
            framework,
            AS_OF,
            self.weights(framework),
            self.courses,
            self.sessions,
            self.enrollments,
            self.effects,
        )

    def learners(self, framework):
        """What is shared, and everybody before planning."""
        setting = self.setting(framework)
        people, _ = read_people(setting, self.tables(), self.dimension_scores, self.ladder)
        decisions = by_person(read_overrides(self.tables().decisions))
        return setting, [
            settle(setting, one, in_force(decisions.get(one.agent_id, []), AS_OF)) for one in people
        ]

    def learner(self, framework):
        """The only one there is."""
        _, (learner,) = self.learners(framework)
        return learner

    def problem(self, framework):
        return build_problem(*self.learners(framework))

    def whole(self, framework, **kwargs):
        return plan_paths(
            framework,
            AS_OF,
            self.tables(),
            self.dimension_scores,
            self.ladder,
            self.weights(framework),
            self.effects,
            **kwargs,
        )

    def plan(self, framework, **kwargs):
        """Assignments, and the gaps without what nobody can see yet (most cases score little)."""
        planned = self.whole(framework, **kwargs)
        seen = planned.gaps["code"].ne("thin_evidence") | ~planned.gaps["agent_id"].isin(
            [one for one, given in self.scores.items() if given]
        )
        return planned.assignments, planned.gaps[seen].reset_index(drop=True)


def rules(framework, **paths):
    """The framework with other rules of paths."""
    changed = framework.paths.model_copy(update=paths)
    return framework.model_copy(update={"paths": changed})
