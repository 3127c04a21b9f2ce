"""What a finished plan leaves of all that is shared, and of one agent's own time and rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from competency.columns import Floats, Ints
from competency.path_choices import choices
from competency.path_problem import Agent, Problem
from competency.path_rules import own_rules
from competency.plan_checks import check_agent

_NEAR = 1e-9
#: Obstacles of one offer or another: the first of these that stands is told.
_ORDER = (
    "no_cover", "session_cover", "no_mentor", "no_time", "full_path", "full_week", "session_week",
    "too_long", "clash", "micro", "mix", "no_seat", "session_full", "prerequisite",
)  # fmt: skip
_OF_RULE = {
    "items": "full_path",
    "week": "full_week",
    "overlap": "clash",
    "micro": "micro",
    "mix": "mix",
    "mentor": "no_mentor",
    "prerequisite": "prerequisite",
    "excluded": "prerequisite",
    "postponed": "no_seat",
}
#: What is said where a person has decided on the session.
_OF_SESSION = {"no_seat": "session_full", "full_week": "session_week", "no_cover": "session_cover"}
#: Offers of a course that are looked at for what stands against them.
_TRIES = 3


class Room:
    """What a plan of everyone leaves of seats, team time, people at peak hours, mentors' time."""

    def __init__(self, problem: Problem, plans: Sequence[Ints]) -> None:
        self.problem = problem
        self.seats = np.array(
            [np.inf if one.seats is None else one.seats for one in problem.sessions], dtype=float
        )
        self.minutes = np.array(problem.team_minutes, dtype=float)
        self.heads = np.array(problem.team_heads, dtype=float)
        self.mentors = np.array(problem.mentor_minutes, dtype=float)
        for agent, plan in zip(problem.agents, plans, strict=True):
            for booking in agent.fixed:
                self._take(agent, booking.course, booking.session, np.array(booking.minutes))
            for offer in plan.tolist():
                self.take(agent, offer)

    def take(self, agent: Agent, offer: int, count: int = 1) -> None:
        """Let an agent take an offer; with `count` -1, give it back."""
        offers = self.problem.offers
        session: int | None = int(offers.session[offer])
        if session is not None and session >= 0:
            self.seats[session] -= count
        else:
            session = None
        self._take(agent, int(offers.course[offer]), session, offers.minutes[offer] * count, count)

    def _take(
        self, agent: Agent, course: int, session: int | None, minutes: Ints | Floats, count: int = 1
    ) -> None:
        self.minutes[agent.team] -= minutes
        if session is not None:
            self.heads[agent.team, list(self.problem.sessions[session].peaks)] -= count
        mentor = self._mentor(agent, course)
        if mentor is not None:
            self.mentors[mentor] -= minutes

    def _mentor(self, agent: Agent, course: int) -> int | None:
        kind = self.problem.courses[course].mentor
        return None if kind is None or kind >= len(agent.mentors) else agent.mentors[kind]

    def lacks(self, agent: Agent, offer: int) -> str | None:
        """Return what is too scarce for one more person on an offer; None: nothing."""
        offers = self.problem.offers
        session, minutes = int(offers.session[offer]), offers.minutes[offer]
        if session >= 0 and self.seats[session] < 1:
            return "no_seat"
        away = (
            session >= 0
            and (self.heads[agent.team, list(self.problem.sessions[session].peaks)] < 1).any()
        )
        if away or (self.minutes[agent.team] < minutes - _NEAR)[minutes > 0].any():
            return "no_cover"
        mentor = self._mentor(agent, int(offers.course[offer]))
        if mentor is not None and (self.mentors[mentor] < minutes - _NEAR)[minutes > 0].any():
            return "no_mentor"
        return None


class Beside:
    """What stands against one more course of an agent, beside the agent's plan."""

    def __init__(self, room: Room, agent: Agent, plan: Ints) -> None:
        self.room, self.problem, self.agent, self.plan = room, room.problem, agent, plan.tolist()
        self.offered = choices(self.problem, agent, useful=False)
        self.course = self.problem.offers.course[self.offered]
        self.rows, most = own_rules(self.problem, agent, self.offered)
        self.left = most - self.rows[:, np.searchsorted(self.offered, plan)].sum(axis=1)

    def obstacle(self, course: int, instead: int | None = None) -> str | None:
        """Return what stands against a course that is not on the plan; None: it fits.

        Args:
            course: by position in the problem; open to the agent and not barred.
            instead: an offer of the plan whose place it would take; None: on top of all.

        Returns:
            `no_seat`, `no_cover`, `no_mentor`, `prerequisite`, `mix`; of the agent's time
            `no_time` (the total), `full_path`, `full_week` (only when it is offered), `too_long`
            (for any week), `clash`, `micro`; of the one session that a person has decided on
            `session_full`, `session_cover` and `session_week`.
        """
        found = self._obstacle(course, instead)
        if found is not None and course in self.agent.pinned:
            return _OF_SESSION.get(found, found)
        return found

    def fits(self, course: int, instead: int | None = None) -> bool:
        """Tell whether nothing stands against a course; arguments as in `obstacle`."""
        return None in self._lacking(self._allowed(course, instead), instead)

    def _obstacle(self, course: int, instead: int | None) -> str | None:
        allowed = self._allowed(course, instead)
        lacking = self._lacking(allowed, instead)
        if None in lacking:
            return None
        rest = [one for one in self.plan if one != instead]
        if not lacking:
            return self._closed(course, self.offered[self.course == course], rest)
        found = [one for one in lacking if one is not None]
        if set(found) == {"no_seat"} and course not in self.agent.pinned:
            found += self._with_seats(course, allowed, rest)
        return min(found, key=_ORDER.index)

    def _with_seats(self, course: int, allowed: list[int], rest: list[int]) -> list[str]:
        """Return what stands against the sessions that have seats where those allowed have none."""
        offers, seats = self.problem.offers, self.room.seats
        others = sorted(set(np.flatnonzero(offers.course == course).tolist()) - set(allowed))
        seated = [one for one in others if seats[offers.session[one]] >= 1]
        return [self._broken(rest, one) for one in seated[:_TRIES]]

    def _allowed(self, course: int, instead: int | None) -> list[int]:
        """Return the offers of a course that the agent's own rules allow."""
        left = self.left
        if instead is not None:
            left = left + self.rows[:, np.searchsorted(self.offered, instead)]
        at = np.flatnonzero(self.course == course)
        allowed = (self.rows[:, at] <= left[:, None] + _NEAR).all(axis=0)
        return [int(one) for one in self.offered[at[allowed]]]

    def _lacking(self, offers: list[int], instead: int | None) -> list[str | None]:
        """Return what offers lack of what is shared, up to the first that lacks nothing."""
        found: list[str | None] = []
        if instead is not None:
            self.room.take(self.agent, instead, -1)
        for offer in offers:
            found.append(self.room.lacks(self.agent, offer))
            if found[-1] is None:
                break
        if instead is not None:
            self.room.take(self.agent, instead)
        return found

    def _closed(self, course: int, offered: Ints, rest: list[int]) -> str:
        """Return which of the agent's own rules a course breaks; some offers are looked at."""
        problem, agent, given = self.problem, self.agent, self.problem.courses[course]
        mentor = given.mentor
        if mentor is not None and (mentor >= len(agent.mentors) or agent.mentors[mentor] is None):
            return "no_mentor"
        done = agent.held | {booking.course for booking in agent.fixed}
        if not set(given.prerequisites) - done <= set(self.course.tolist()):
            return "prerequisite"
        if not len(offered):
            pinned = agent.pinned.get(course)
            whole = np.flatnonzero(problem.offers.course == course)
            offered = whole if pinned is None else np.array([pinned], dtype=np.int64)
            seats = np.array([one.seats != 0 for one in problem.sessions] + [True])
            offered = offered[seats[problem.offers.session[offered]]]
        if not len(offered):
            taught = any(one.course == course for one in problem.sessions)
            return "no_seat" if taught else "no_time"
        tried = sorted({*offered[: _TRIES - 1].tolist(), int(offered[-1])})
        return min((self._broken(rest, one) for one in tried), key=_ORDER.index)

    def _broken(self, rest: list[int], offer: int) -> str:
        """Return which own rule an offer breaks beside the rest of the plan, which breaks none."""
        found: set[str] = set()
        for one in check_agent(self.problem, self.agent, [*rest, offer]):
            last = one.detail.startswith(f"week {self.problem.weeks - 1}:")
            early = one.rule == "minutes" and not last
            found.add("full_week" if early else _OF_RULE.get(one.rule, "no_time"))
        if self.problem.offers.minutes[offer].max(initial=0.0) > max(self.agent.most):
            found = (found - {"full_week"}) | {"too_long"}
        return min(found, key=_ORDER.index, default="no_time")
