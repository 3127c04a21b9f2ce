"""Everybody's learning path: from the tables of a centre to the frames that are published.

What goes in is `path_tables`, what is settled before `settling`, the problem `path_input`, its
solution `path_solver`; items and reasons `path_items`, gaps without an item `path_gaps`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import pandas as pd

from competency import path_words
from competency.columns import require, texts
from competency.errors import CompetencyError
from competency.framework import Framework
from competency.learning_rules import Effort
from competency.override_frames import override_frame
from competency.overrides import by_person, in_force, read_overrides
from competency.path_frames import assignment_frame, gap_frame, plan_frame
from competency.path_gaps import Gap, gaps_of
from competency.path_input import build_problem
from competency.path_items import items_of
from competency.path_people import leavers, read_people
from competency.path_room import Room
from competency.path_setting import read_setting
from competency.path_solver import solve
from competency.path_tables import PathTables, Planned, inputs_hash
from competency.plan_checks import check_plans
from competency.settling import settle


def plan_paths(
    framework: Framework,
    as_of: dt.date,
    tables: PathTables,
    dimension_scores: pd.DataFrame,
    ladder: pd.DataFrame,
    weights: pd.DataFrame,
    effects: pd.DataFrame,
    *,
    left: Callable[[], float] = lambda: math.inf,
    effort: Effort | None = None,
) -> Planned:
    """Plan everybody's path.

    Every agent who has not left has rows in `assignments` or `gaps` or both: a gap without a
    course says why.

    Args:
        framework: resolved framework.
        as_of: day of the plan; weeks start on the Monday after, days off are the calendar's.
        tables: people, courses, what was sent before.
        dimension_scores: frame `agent_scores`; its latest month counts.
        ladder: frame `agent_ladder`.
        weights: frame `dimension_weights`; its latest month counts.
        effects: frame `course_effects`; the configured prior where it has no row.
        left: seconds left; at 0 the best plan so far is taken.
        effort: how far the optimiser looks; None: as configured.

    Raises:
        CompetencyError: the plan breaks a rule; it is not to be published.
    """
    require(tables.agents, "agents", ("agent_id",))
    effort = effort or framework.paths.effort
    inputs = inputs_hash(
        framework, as_of, tables, dimension_scores, ladder, weights, effects, effort
    )
    before = tables.previous
    if before is not None and texts(before.plan, "inputs_sha256") == [inputs]:
        return before
    setting = read_setting(
        framework,
        as_of,
        weights,
        tables.courses,
        tables.sessions,
        tables.enrollments,
        effects,
        leavers(tables.agents, as_of),
    )
    people, away = read_people(setting, tables, dimension_scores, ladder)
    decisions = by_person(read_overrides(tables.decisions))
    learners = [
        settle(setting, one, in_force(decisions.get(one.agent_id, []), as_of)) for one in people
    ]
    problem = build_problem(setting, learners)
    solution = solve(problem, left, effort)
    if broken := check_plans(problem, solution.plans):
        raise CompetencyError(
            f"the plan breaks {len(broken)} rules, first {broken[0].rule} of {broken[0].where}: "
            f"{broken[0].detail}. This is a fault of the planner; nothing was published."
        )
    paths = [
        items_of(setting, problem, learner, plan)
        for learner, plan in zip(learners, solution.plans, strict=True)
    ]
    room = Room(problem, solution.plans)
    gaps = [Gap(key, None, float("nan"), "on_leave", path_words.ON_LEAVE) for key in away]
    for learner, agent, plan, items in zip(
        learners, problem.agents, solution.plans, paths, strict=True
    ):
        gaps += gaps_of(setting, room, learner, agent, plan, items)
    return Planned(
        assignments=assignment_frame(setting, room, learners, solution.plans, paths),
        gaps=gap_frame(gaps),
        plan=plan_frame(inputs, effort, problem, solution, paths, setting.catalogue.problems),
        overrides=override_frame(setting, decisions, learners, problem, solution),
    )
