"""Items, gaps and the plan as a whole, as the frames that are published."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from competency import path_why_not
from competency.columns import Ints
from competency.config_types import Text
from competency.frames import conform, empty
from competency.learners import Learner
from competency.learning_rules import Effort
from competency.path_gaps import Gap
from competency.path_items import Item
from competency.path_problem import Agent, Problem
from competency.path_reasons import runners_up
from competency.path_room import Room
from competency.path_setting import Setting
from competency.path_solver import Solution
from competency.path_tables import PLANNER
from competency.path_words import Words
from competency.plan_checks import unmet


def assignment_frame(
    setting: Setting,
    room: Room,
    learners: Sequence[Learner],
    plans: Sequence[Ints],
    paths: Sequence[Sequence[Item]],
) -> pd.DataFrame:
    """Return the frame `path_assignments`; plans and items by learner."""
    rows = []
    rivals = _working_on(setting)
    for learner, agent, plan, items in zip(
        learners, room.problem.agents, plans, paths, strict=True
    ):
        chosen = [
            one
            for one in items
            if one.course_id not in learner.kept and one.course_id not in learner.wanted
        ]
        beside = _beside(setting, room, agent, plan, chosen, rivals)
        for sequence, item in enumerate(items, start=1):
            instead = beside.get(item.course_id)
            rows.append(
                {
                    "agent_id": learner.person.agent_id,
                    "sequence": sequence,
                    "course_id": item.course_id,
                    "title": item.title,
                    "session_id": item.session_id,
                    "planned_start": item.start,
                    "due": item.due,
                    "dimension": item.dimension,
                    "gap": item.gap,
                    "expected_uplift": item.uplift.points,
                    "uplift_lower": item.uplift.lower,
                    "uplift_upper": item.uplift.upper,
                    "n_trained": item.uplift.n_trained,
                    "weighted_gain": item.gain,
                    "minutes": item.minutes,
                    "status": item.status,
                    "mandatory": item.mandatory,
                    "reason": item.words.en,
                    "reason_zh": item.words.zh,
                    "runner_up_id": None if instead is None else instead[0],
                    "runner_up": None if instead is None else instead[1].en,
                    "runner_up_zh": None if instead is None else instead[1].zh,
                }
            )
    return conform(pd.DataFrame(rows), "path_assignments") if rows else empty("path_assignments")


def _working_on(setting: Setting) -> Mapping[str, Sequence[int]]:
    """Return by dimension the courses that work on it, by position."""
    return {
        key: [at for at, one in enumerate(setting.courses) if key in one.dimensions]
        for key in setting.framework.dimension_keys
    }


def _beside(
    setting: Setting,
    room: Room,
    agent: Agent,
    plan: Ints,
    chosen: Sequence[Item],
    rivals: Mapping[str, Sequence[int]],
) -> Mapping[str, tuple[str | None, Words]]:
    """Return by chosen course its runner-up, and why it is not that one."""
    dimension = {setting.place[one.course_id]: one.dimension for one in chosen}
    course = room.problem.offers.course
    compared = {
        offer: rivals[key]
        for offer in plan.tolist()
        if (key := dimension.get(int(course[offer]))) is not None
    }
    found: dict[str, tuple[str | None, Words]] = {}
    for one in runners_up(room, agent, plan, compared):
        planned = int(course[one.offer])
        key = setting.courses[planned].course_id
        other = None if one.other is None else setting.courses[one.other]
        words = path_why_not.runner_up(
            setting.framework,
            dimension[planned] or "",
            None if other is None else other.title,
            one.less,
            one.why,
        )
        found[key] = (None if other is None else other.course_id, words)
    return found


def gap_frame(gaps: Sequence[Gap]) -> pd.DataFrame:
    """Return the frame `path_gaps`, by agent."""
    rows = [
        {
            "agent_id": one.agent_id,
            "dimension": one.dimension,
            "course_id": one.course_id,
            "gap": one.gap,
            "code": one.code,
            "reason": one.words.en,
            "reason_zh": one.words.zh,
        }
        for one in sorted(gaps, key=lambda one: one.agent_id)
    ]
    return conform(pd.DataFrame(rows), "path_gaps") if rows else empty("path_gaps")


def plan_frame(
    inputs: str,
    effort: Effort,
    problem: Problem,
    solution: Solution,
    paths: Sequence[Sequence[Item]],
    problems: Sequence[Text],
) -> pd.DataFrame:
    """Return the frame `path_plan`: one row on the plan as a whole."""
    bounded = math.isfinite(solution.bound)
    row = {
        "inputs_sha256": inputs,
        "planner": PLANNER,
        "effort": effort,
        "agents": len(problem.agents),
        "items": sum(map(len, paths)),
        "value": solution.value,
        "closed": solution.closed,
        "bound": solution.bound if bounded else np.nan,
        "gap": solution.gap if bounded else np.nan,
        "stopped": solution.stopped,
        "steps": "\n".join(solution.steps),
        "mandatory_missed": len(unmet(problem, solution.plans)),
        "problems": "\n".join(one.en for one in problems) or None,
        "problems_zh": "\n".join(one.zh for one in problems) or None,
    }
    return conform(pd.DataFrame([row]), "path_plan")
