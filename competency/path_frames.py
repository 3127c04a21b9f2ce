"""Items, gaps and the plan as a whole, as the frames that are published."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from competency import path_words
from competency.config_types import Text
from competency.frames import conform, empty
from competency.learners import Learner
from competency.learning_rules import Effort
from competency.path_gaps import Gap
from competency.path_items import Item
from competency.path_problem import Problem
from competency.path_reasons import RunnerUp
from competency.path_setting import Setting
from competency.path_solver import Solution
from competency.path_tables import PLANNER
from competency.path_words import Words
from competency.plan_checks import unmet


def assignment_frame(
    setting: Setting,
    problem: Problem,
    learners: Sequence[Learner],
    paths: Sequence[Sequence[Item]],
    others: Sequence[Sequence[RunnerUp]],
) -> pd.DataFrame:
    """Return the frame `path_assignments`; items and runners-up by learner."""
    rows = []
    for learner, items, runners in zip(learners, paths, others, strict=True):
        beside = _beside(setting, problem, runners)
        for sequence, item in enumerate(items, start=1):
            chosen = item.course_id not in learner.kept and item.course_id not in learner.wanted
            instead = beside.get(item.course_id) if chosen else None
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


def _beside(
    setting: Setting, problem: Problem, runners: Sequence[RunnerUp]
) -> Mapping[str, tuple[str | None, Words]]:
    """Return by planned course the one that would do most in its place, and why it is not it."""
    found: dict[str, tuple[str | None, Words]] = {}
    for one in runners:
        planned = setting.courses[int(problem.offers.course[one.offer])]
        if one.other is None or one.why is None:
            found[planned.course_id] = (None, path_words.NO_OTHER)
            continue
        other = setting.courses[one.other]
        words = path_words.runner_up(other.title, one.less, one.why)
        found[planned.course_id] = (other.course_id, words)
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
        "closed": solution.closed + solution.filled,
        "bound": solution.bound if bounded else np.nan,
        "gap": solution.gap if bounded else np.nan,
        "stopped": solution.stopped,
        "steps": "\n".join(solution.steps),
        "mandatory_missed": len(unmet(problem, solution.plans)),
        "problems": "\n".join(one.en for one in problems) or None,
        "problems_zh": "\n".join(one.zh for one in problems) or None,
    }
    return conform(pd.DataFrame([row]), "path_plan")
