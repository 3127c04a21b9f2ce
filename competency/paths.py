"""One learning path an agent, greedily: the most weighted gap closed a minute goes first.

Enrolled courses stay, mandatory ones come next, by due date; then the best remaining course of any
agent is planned until nothing useful fits. Planning one agent is `planner`; words `path_words`.
"""

from __future__ import annotations

import datetime as dt
import heapq
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency import path_words
from competency.catalogue import Course, read_catalogue
from competency.columns import months, numbers, require, texts
from competency.frames import conform, empty
from competency.framework import Framework
from competency.gaps import standings
from competency.history import History, read_histories
from competency.path_words import Words
from competency.planner import Plan, World
from competency.sessions import read_timetable
from competency.time_budget import Weeks


@dataclass(frozen=True)
class _Gap:
    agent_id: str
    dimension: str | None
    gap: float
    code: str
    words: Words


def plan_paths(
    framework: Framework,
    as_of: dt.date,
    agents: pd.DataFrame,
    dimension_scores: pd.DataFrame,
    ladder: pd.DataFrame,
    weights: pd.DataFrame,
    courses: pd.DataFrame,
    sessions: pd.DataFrame,
    enrollments: pd.DataFrame,
    effects: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the frames `path_assignments` and `path_gaps`.

    Every agent who has not left has rows in one or both: a gap without a course says why.

    Args:
        framework: resolved framework.
        as_of: day of the plan; weeks start on the Monday after, days off are the calendar's.
        agents: agent_id, language, status ('left' are not planned, 'leave' get a gap row).
        dimension_scores: frame `agent_scores`; its latest month counts.
        ladder: frame `agent_ladder`.
        weights: frame `dimension_weights`; its latest month counts.
        courses: table lms/courses.
        sessions: table lms/sessions.
        enrollments: table lms/enrollments.
        effects: frame `course_effects`; the configured prior where it has no row.
    """
    require(agents, "agents", ("agent_id",))
    world = _world(framework, as_of, weights, courses, sessions, enrollments, effects)
    standing = standings(framework, dimension_scores, ladder)
    histories = read_histories(world.catalogue, enrollments, as_of)
    plans: list[Plan] = []
    gaps: list[_Gap] = []
    people = zip(
        texts(agents, "agent_id"), texts(agents, "language"), texts(agents, "status"), strict=True
    )
    for agent, language, status in sorted(people, key=lambda one: one[0] or ""):
        if agent is None or status == "left":
            continue
        if status == "leave":
            gaps.append(_Gap(agent, None, float("nan"), "on_leave", path_words.ON_LEAVE))
            continue
        history = histories.get(agent, History())
        plans.append(Plan(world, agent, language, standing.get(agent), history))
    for plan in plans:
        for key in sorted(plan.history.open):
            plan.keep_enrolled(plan.history.open[key])
    gaps += _plan_mandatory(world, plans)
    tried = _plan_greedily(world, plans)
    for plan in plans:
        gaps += _gaps_of(plan, tried.get(plan.agent_id, set()))
    return _assignment_frame(plans), _gap_frame(gaps)


def _world(
    framework: Framework,
    as_of: dt.date,
    weights: pd.DataFrame,
    courses: pd.DataFrame,
    sessions: pd.DataFrame,
    enrollments: pd.DataFrame,
    effects: pd.DataFrame,
) -> World:
    catalogue = read_catalogue(framework, courses)
    uplift = {
        (course.course_id, dimension): framework.effects.prior_uplift
        for course in catalogue.courses.values()
        for dimension in course.dimensions
    }
    estimated = zip(
        texts(effects, "course_id"),
        texts(effects, "dimension"),
        numbers(effects, "uplift"),
        strict=True,
    )
    for course_id, dimension, value in estimated:
        if course_id is not None and dimension is not None and not np.isnan(value):
            uplift[course_id, dimension] = float(value)
    weight = {item.key: item.weight for item in framework.dimensions}
    if len(weights):
        month = months(weights)
        latest = weights[month == month.max()]
        for dimension, value in zip(
            texts(latest, "dimension"), numbers(latest, "weight"), strict=True
        ):
            if dimension in weight and not np.isnan(value):
                weight[dimension] = float(value)
    rules = framework.paths
    return World(
        framework,
        as_of,
        Weeks.after(as_of, rules.horizon_weeks, rules.minutes_per_week, framework.calendar),
        catalogue,
        read_timetable(sessions, enrollments),
        weight,
        uplift,
    )


def _plan_mandatory(world: World, plans: list[Plan]) -> list[_Gap]:
    """Plan what is mandatory, soonest due first over all agents; return what did not fit."""
    due: list[tuple[dt.date, str, str, int, bool]] = []
    for number, plan in enumerate(plans):
        for course in world.catalogue.courses.values():
            when = plan.mandatory_due(course)
            if when is not None and course.course_id not in plan.history.open:
                due.append((when[0], plan.agent_id, course.course_id, number, when[1]))
    gaps: list[_Gap] = []
    for day, agent, course_id, number, again in sorted(due):
        plan, course = plans[number], world.catalogue.courses[course_id]
        if course_id in plan.ended:  # came in as a prerequisite of another mandatory course
            continue
        bundle = plan.bundle(course)
        code = "no_course" if bundle is None else plan.try_bundle(bundle, due=day, again=again)
        if code is not None:
            words = path_words.no_mandatory(course.title, code)
            gaps.append(_Gap(agent, None, float("nan"), code, words))
    return gaps


def _plan_greedily(world: World, plans: list[Plan]) -> dict[str, set[tuple[str, str]]]:
    """Plan the course worth most a minute, of any agent, again and again.

    Worth only falls as gaps close, so an outdated entry is simply weighed again and put back.

    Returns:
        For each agent the (dimension, code) of useful courses that could not be planned.
    """
    queue: list[tuple[float, str, str, int]] = []
    for number, plan in enumerate(plans):
        for course in world.catalogue.courses.values():
            rate = _rate(plan, course)
            if rate > 0:
                heapq.heappush(queue, (-rate, plan.agent_id, course.course_id, number))
    failed: dict[str, set[tuple[str, str]]] = {}
    while queue:
        rate, agent, course_id, number = heapq.heappop(queue)
        plan, course = plans[number], world.catalogue.courses[course_id]
        now = _rate(plan, course)
        if now <= 0:
            continue
        if now < -rate - 1e-12:
            heapq.heappush(queue, (-now, agent, course_id, number))
            continue
        bundle = plan.bundle(course)
        if bundle is None:
            continue
        room = world.framework.paths.maximum_items - len(plan.chosen)
        code = "no_time" if len(bundle) > room else plan.try_bundle(bundle)
        if code is not None:
            failed.setdefault(agent, set()).update((one, code) for one in course.dimensions)
    return failed


def _rate(plan: Plan, course: Course) -> float:
    """Return weighted points a minute of a course with its prerequisites; 0 when not for it."""
    done = plan.history.holds(course.course_id, plan.world.as_of)
    if done or course.course_id in plan.ended or not plan.open_to(course):
        return 0.0
    if not plan.useful(course):
        return 0.0
    bundle = plan.bundle(course)
    if bundle is None:
        return 0.0
    return plan.worth(bundle) / sum(one.minutes for one in bundle)


def _gaps_of(plan: Plan, tried: set[tuple[str, str]]) -> list[_Gap]:
    """Return a row for every gap of an agent that no item of the path works on."""
    framework = plan.world.framework
    standing = plan.standing
    if standing is None or not standing.scores:
        return [_Gap(plan.agent_id, None, float("nan"), "thin_evidence", path_words.THIN)]
    covered = {
        dimension
        for item in plan.items
        if item.course_id in plan.world.catalogue.courses
        for dimension in plan.world.catalogue.courses[item.course_id].dimensions
    }
    found: list[_Gap] = []
    for dimension in framework.dimension_keys:
        gap = standing.gaps.get(dimension, 0.0)
        if gap < framework.paths.minimum_gap or dimension in covered:
            continue
        codes = {code for one, code in tried if one == dimension}
        code = "no_time" if "no_time" in codes else "no_seat" if codes else "no_course"
        words = path_words.no_item(framework, dimension, code)
        found.append(_Gap(plan.agent_id, dimension, gap, code, words))
    if not found and not plan.items:
        found.append(_Gap(plan.agent_id, None, 0.0, "no_gap", path_words.NO_GAP))
    return found


def _assignment_frame(plans: list[Plan]) -> pd.DataFrame:
    rows = [
        {
            "agent_id": plan.agent_id,
            "sequence": sequence,
            "course_id": item.course_id,
            "title": item.title,
            "session_id": item.session_id,
            "planned_start": item.start,
            "due": item.due,
            "dimension": item.dimension,
            "expected_uplift": item.uplift,
            "minutes": item.minutes,
            "status": item.status,
            "mandatory": item.mandatory,
            "reason": item.words.en,
            "reason_zh": item.words.zh,
        }
        for plan in plans
        for sequence, item in enumerate(plan.items, start=1)
    ]
    return conform(pd.DataFrame(rows), "path_assignments") if rows else empty("path_assignments")


def _gap_frame(gaps: list[_Gap]) -> pd.DataFrame:
    rows = [
        {
            "agent_id": one.agent_id,
            "dimension": one.dimension,
            "gap": one.gap,
            "code": one.code,
            "reason": one.words.en,
            "reason_zh": one.words.zh,
        }
        for one in sorted(gaps, key=lambda one: one.agent_id)
    ]
    return conform(pd.DataFrame(rows), "path_gaps") if rows else empty("path_gaps")
