"""What paths are planned from, what comes out, and one hash of all that goes in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from competency.columns import months
from competency.fingerprint import fingerprint
from competency.frames import empty
from competency.framework import Framework
from competency.learning_rules import Effort

#: Goes up when the same inputs may give another plan: earlier plans are then not taken over.
PLANNER = "columns 3"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """The frames of that name: `path_assignments`, `path_gaps`, `path_plan`, `path_overrides`."""

    assignments: pd.DataFrame
    gaps: pd.DataFrame
    plan: pd.DataFrame
    overrides: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class PathTables:
    """What is known of people and courses on the day of the plan.

    agents: agent_id, team_id, language, status ('left' are not planned, 'leave' get a gap row),
        left_on (the last day; who is past it has left), mentor_id, service_mentor_id.
    courses, sessions, enrollments, overrides: the tables lms/... of the exports.
    waves: agent_id, course_id, wave_id, starts_on, ends_on; the arms of drawn waves.
    deliveries: the mart `path_deliveries` of the result before; what it sent and is not started
        may move only for a stated gain.
    previous: the plan of the result before; taken over when nothing it rests on has changed.
    """

    agents: pd.DataFrame
    courses: pd.DataFrame
    sessions: pd.DataFrame
    enrollments: pd.DataFrame
    overrides: pd.DataFrame | None = None
    waves: pd.DataFrame | None = None
    deliveries: pd.DataFrame | None = None
    previous: Planned | None = None

    @property
    def decisions(self) -> pd.DataFrame:
        """The overrides, without rows where there is no such table."""
        return empty("path_overrides") if self.overrides is None else self.overrides


def inputs_hash(
    framework: Framework,
    as_of: dt.date,
    tables: PathTables,
    dimension_scores: pd.DataFrame,
    ladder: pd.DataFrame,
    weights: pd.DataFrame,
    effects: pd.DataFrame,
    effort: Effort,
) -> str:
    """Return one hash of everything a plan rests on, but for the plan before."""
    used = {
        "agents": (
            tables.agents,
            "agent_id team_id language status left_on mentor_id service_mentor_id",
        ),
        "courses": (
            tables.courses,
            "course_id title dimensions duration_minutes format prerequisites mandatory min_tier "
            "language valid_days active card mentoring product launched_at",
        ),
        "sessions": (tables.sessions, "session_id course_id starts_at ends_at seats"),
        "enrollments": (
            tables.enrollments,
            "agent_id course_id session_id enrolled_at completed_at status passed minutes_spent",
        ),
        "overrides": (
            tables.decisions,
            "override_id agent_id course_id action decided_by reason decided_at replacement_id "
            "session_id not_before valid_until",
        ),
        "waves": (tables.waves, "agent_id course_id wave_id starts_on ends_on"),
        "scores": (latest(dimension_scores), "agent_id dimension score"),
        "ladder": (latest(ladder), "agent_id tier seniority"),
        "weights": (latest(weights), "dimension weight"),
        "effects": (effects, "course_id dimension uplift lower upper n_trained listed"),
    }
    said = [PLANNER, effort, as_of.isoformat(), _rules(framework)]
    return fingerprint(said, {name: (one, names.split()) for name, (one, names) in used.items()})


def _rules(framework: Framework) -> str:
    """Return the parts of the configuration that paths and their words rest on, as one text."""
    parts = {"paths", "calendar", "dimensions", "effects"}
    return framework.model_dump_json(include={**dict.fromkeys(parts, True), "ladder": {"tiers"}})


def latest(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the latest month; all where there is none."""
    if "period" not in frame.columns or not len(frame):
        return frame
    month = months(frame)
    found: pd.DataFrame = frame[month == month.max()]
    return found
