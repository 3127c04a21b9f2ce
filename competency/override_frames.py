"""What became of managers' decisions, and what they cost: the frame `path_overrides`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from competency import path_words
from competency.frames import conform, empty
from competency.learners import Learner
from competency.overrides import Override, State, in_force
from competency.path_duties import neglected
from competency.path_input import build_problem
from competency.path_problem import Agent, Problem
from competency.path_reasons import priced_value
from competency.path_setting import Setting
from competency.path_solver import Solution
from competency.path_words import Words
from competency.settling import settle


def override_frame(
    setting: Setting,
    decisions: Mapping[str, Sequence[Override]],
    learners: Sequence[Learner],
    problem: Problem,
    solution: Solution,
) -> pd.DataFrame:
    """Say of every decision made by the day of the plan what became of it and what it costs."""
    outcomes = _Outcomes(setting, learners, problem, solution)
    rows = []
    for _, given in sorted(decisions.items()):
        holding = in_force(list(given), setting.as_of)
        for one in given:
            if one.decided_at.date() > setting.as_of:
                continue
            state, words, cost = outcomes.of(one, holding)
            much = cost >= setting.framework.paths.override_cost
            against = outcomes.against_duty(one) if state == "applied" else None
            if against is not None:
                words = against
            elif much:
                words = path_words.costs(cost)
            rows.append(
                {
                    **{name: getattr(one, name) for name in Override.__dataclass_fields__},
                    "state": state,
                    "cost": cost,
                    "costly": much or against is not None,
                    "note": words.en,
                    "note_zh": words.zh,
                }
            )
    return conform(pd.DataFrame(rows), "path_overrides") if rows else empty("path_overrides")


class _Outcomes:
    """What became of decisions in a finished plan."""

    def __init__(
        self, setting: Setting, learners: Sequence[Learner], problem: Problem, solution: Solution
    ) -> None:
        self.setting, self.learners = setting, learners
        self.problem, self.solution = problem, solution
        self.place = {one.person.agent_id: number for number, one in enumerate(learners)}
        twice = replace(problem.rules, required=2 * problem.rules.required)
        self.doubled = replace(problem, rules=twice)

    def of(self, one: Override, holding: Mapping[str, Override]) -> tuple[State, Words, float]:
        """Return what became of a decision, in words, and its cost (NaN where it does nothing).

        Args:
            one: the decision.
            holding: the decisions in force of the same person, by course.
        """
        number = self.place.get(one.agent_id)
        if one.valid_until is not None and one.valid_until < self.setting.as_of:
            return "expired", path_words.EXPIRED, float("nan")
        if holding.get(one.course_id) is not one:
            return "superseded", path_words.SUPERSEDED, float("nan")
        if number is None:
            return "not_possible", path_words.NOT_HERE, float("nan")
        if (undone := self._undone(one, number)) is not None:
            return *undone, float("nan")
        others = {course: other for course, other in holding.items() if other is not one}
        return "applied", path_words.FOLLOWED, self._cost(number, others)

    def against_duty(self, one: Override) -> Words | None:
        """Say where a decision followed takes away or delays what is no choice; None: it does not.

        Args:
            one: the decision, in force and applied.
        """
        learner = self.learners[self.place[one.agent_id]]
        due = neglected(self.setting, learner).get(one.course_id)
        if due is None:
            return None
        late = one.course_id not in learner.barred
        return path_words.put_off(due) if late else path_words.AGAINST_DUTY

    def _holds(self, course: str, number: int) -> bool:
        return self.learners[number].person.history.holds(course, self.setting.as_of)

    def _undone(self, one: Override, number: int) -> tuple[State, Words] | None:
        """Return why a decision in force is not followed; None: it is."""
        note, taken = self.learners[number].notes.get(one.override_id), self._taken(number)
        if note is not None:
            return "not_possible", note
        if one.action in ("exclude", "replace") and one.course_id in taken:
            # A later one, on another course, has it taken.
            return "superseded", path_words.SUPERSEDED
        if one.action == "postpone" and one.not_before is not None:
            start = self._start(one.course_id, number)
            if start is not None and start < one.not_before:
                return "superseded", path_words.SUPERSEDED
        wanted = {"pin": one.course_id, "replace": one.replacement_id}.get(one.action)
        if wanted is not None and wanted not in taken and not self._holds(wanted, number):
            return "not_possible", path_words.NO_ROOM
        return None

    def _taken(self, number: int) -> set[str]:
        """Return the courses on a person's path."""
        planned = self.problem.offers.course[self.solution.plans[number]].tolist()
        return {self.setting.courses[one].course_id for one in planned} | set(
            self.learners[number].kept
        )

    def _start(self, course: str, number: int) -> dt.date | None:
        """Return the first day of a course that is planned; None: it is not."""
        offers, weeks = self.problem.offers, self.setting.weeks
        for offer in self.solution.plans[number].tolist():
            if self.setting.courses[int(offers.course[offer])].course_id == course:
                if np.isnan(offers.starts[offer]):
                    return weeks.sunday(int(offers.first[offer]))
                return weeks.start + dt.timedelta(hours=float(offers.starts[offer]))
        return None

    def _cost(self, number: int, others: Mapping[str, Override]) -> float:
        """Return the weighted points that a person's path loses to a decision, at given prices.

        Args:
            number: place of the person.
            others: the person's other decisions, by course.
        """
        agent, person = self.problem.agents[number], self.learners[number].person
        free = build_problem(self.setting, [settle(self.setting, person, others)]).agents[0]
        # Teams and mentors are numbered in the whole problem; all else is the same in both.
        free = replace(free, team=agent.team, mentors=agent.mentors)
        return max(0.0, self._worth(free) - self._worth(agent))

    def _worth(self, agent: Agent) -> float:
        """Return the value of a person's best path without the bonus for required courses.

        A decision may add a required course or take one away. Valued with the bonus once and twice,
        the difference is the bonus.
        """
        prices = self.solution.prices
        once, twice = (priced_value(one, agent, prices) for one in (self.problem, self.doubled))
        return float(2 * once - twice)
