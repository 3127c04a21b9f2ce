"""Checks a finished plan against everything that was given, from scratch.

Nothing of the optimisation is used, only the problem as it was handed in: dates, minutes and seats
are added up anew. A required course that is late or missing is not a violation of the plan but is
listed by `unmet`, as it may be beyond anybody's reach.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from competency.columns import Ints
from competency.path_problem import Agent, Problem


@dataclass(frozen=True, order=True)
class Violation:
    """One rule that a plan breaks: rule, who or what, and by how much, in words."""

    rule: str
    where: str
    detail: str


def check_plans(problem: Problem, plans: Sequence[Ints]) -> list[Violation]:
    """Return every violation of a plan, none when it is sound.

    Args:
        problem: everything given.
        plans: offers of each agent, by position in the problem's offers.
    """
    found: list[Violation] = []
    if len(plans) != len(problem.agents):
        return [Violation("agents", "plan", f"{len(plans)} plans of {len(problem.agents)}")]
    for agent, plan in zip(problem.agents, plans, strict=True):
        found += check_agent(problem, agent, plan.tolist())
    return sorted(found + _shared(problem, plans))


def check_agent(problem: Problem, agent: Agent, taken: list[int]) -> list[Violation]:
    """Return what one agent's offers break of the agent's own rules, whatever others take."""
    return [
        *_eligible(problem, agent, taken),
        *_ordered(problem, agent, taken),
        *_timed(problem, agent, taken),
        *_mixed(problem, agent, taken),
    ]


def unmet(problem: Problem, plans: Sequence[Ints]) -> list[tuple[str, str, str]]:
    """Return agent, course and 'late' or 'missing' of required courses not planned in time."""
    found: list[tuple[str, str, str]] = []
    for agent, plan in zip(problem.agents, plans, strict=True):
        ends = {int(problem.offers.course[one]): _done(problem, int(one)) for one in plan}
        started = agent.held | {booking.course for booking in agent.fixed}
        for course, due in sorted(agent.required.items()):
            if course not in ends and course not in started:
                found.append((agent.key, problem.courses[course].key, "missing"))
            elif course in ends and ends[course] > due:
                found.append((agent.key, problem.courses[course].key, "late"))
    return found


def _done(problem: Problem, offer: int) -> float:
    """Return the hour by which an offer can be done: a session's end, else a working day's."""
    session, last = int(problem.offers.session[offer]), int(problem.offers.last[offer])
    if session >= 0:
        return problem.sessions[session].ends
    day = problem.first_days[last] if problem.first_days else 7 * last
    return 24.0 * (day + 1)


def _base_language(name: str) -> str:
    return name.replace("_", "-").split("-")[0].casefold()


def _eligible(problem: Problem, agent: Agent, taken: list[int]) -> list[Violation]:
    found: list[Violation] = []
    offers, count = problem.offers, Counter[int]()
    for offer in taken:
        number = int(offers.course[offer])
        course = problem.courses[number]
        count[number] += 1
        wrong = {
            "barred": course.barred,
            "tier": course.min_tier > agent.tier,
            "language": course.language is not None
            and agent.language is not None
            and _base_language(course.language) != _base_language(agent.language),
            "held": number in agent.held,
            "excluded": number in agent.excluded,
            "started": any(booking.course == number for booking in agent.fixed),
            "twice": count[number] > 1,
            "postponed": int(offers.first[offer]) < agent.earliest.get(number, 0),
            "pinned": number in agent.pinned and agent.pinned[number] != offer,
            "mentor": course.mentor is not None
            and (len(agent.mentors) <= course.mentor or agent.mentors[course.mentor] is None),
            "horizon": not 0 <= int(offers.first[offer]) <= int(offers.last[offer]) < problem.weeks,
            "length": round(float(offers.minutes[offer].sum())) != course.minutes,
        }
        found += [Violation(rule, agent.key, course.key) for rule, bad in wrong.items() if bad]
    items = [one for one in count if not problem.courses[one].micro and one not in agent.required]
    started = [one for one in agent.fixed if not problem.courses[one.course].micro]
    if items and len(items) + len(started) > problem.rules.items:
        found.append(Violation("items", agent.key, f"{len(items) + len(started)}"))
    return found


def _ordered(problem: Problem, agent: Agent, taken: list[int]) -> list[Violation]:
    """Prerequisites end in a week before; sessions of one agent do not overlap."""
    found: list[Violation] = []
    offers = problem.offers
    ends = {int(offers.course[one]): int(offers.last[one]) for one in taken}
    ends |= {booking.course: booking.last for booking in agent.fixed}
    for offer in taken:
        course = problem.courses[int(offers.course[offer])]
        for needed in course.prerequisites:
            if needed in agent.held:
                continue
            if ends.get(needed, problem.weeks) >= int(offers.first[offer]):
                detail = f"{course.key} needs {problem.courses[needed].key}"
                found.append(Violation("prerequisite", agent.key, detail))
    attended = [int(offers.session[one]) for one in taken if offers.session[one] >= 0]
    attended += [booking.session for booking in agent.fixed if booking.session is not None]
    planned = len([one for one in taken if offers.session[one] >= 0])
    for at, one in enumerate(attended[:planned]):
        for other in attended[at + 1 :]:
            first, second = problem.sessions[one], problem.sessions[other]
            if first.starts < second.ends and second.starts < first.ends:
                found.append(Violation("overlap", agent.key, f"{first.key} {second.key}"))
    return found


def _timed(problem: Problem, agent: Agent, taken: list[int]) -> list[Violation]:
    """Minutes saved up, minutes in one week, micro-lessons a week; started courses come first."""
    found: list[Violation] = []
    offers = problem.offers
    saved = spent = fixed = 0.0
    for week in range(problem.weeks):
        saved += agent.minutes[week]
        begun = float(sum(booking.minutes[week] for booking in agent.fixed))
        now = sum(float(offers.minutes[one, week]) for one in taken)
        fixed, spent = fixed + begun, spent + now
        # What is started may exceed the time by itself; then nothing may be added.
        if spent > max(saved - fixed, 0.0) + 1e-6:
            found.append(Violation("minutes", agent.key, f"week {week}: {spent + fixed:g}"))
        if now > max(agent.most[week] - begun, 0.0) + 1e-6:
            found.append(Violation("week", agent.key, f"week {week}: {now + begun:g}"))
        micro = [
            one
            for one in taken
            if problem.courses[int(offers.course[one])].micro and int(offers.first[one]) == week
        ]
        if len(micro) > problem.rules.micro_a_week:
            found.append(Violation("micro", agent.key, f"week {week}: {len(micro)}"))
    return found


def _mixed(problem: Problem, agent: Agent, taken: list[int]) -> list[Violation]:
    if agent.mix is None:
        return []
    minutes = Counter[int | None]()
    started = Counter[int | None]()
    # A share of 1 is none: the mix does not speak of that kind.
    named = {kind for kind, share in enumerate(problem.mixes[agent.mix]) if share < 1}
    for offer in taken:
        number = int(problem.offers.course[offer])
        kind = problem.courses[number].kind
        if kind in named and number not in agent.required:
            minutes[kind] += problem.courses[number].minutes
    for booking in agent.fixed:
        kind = problem.courses[booking.course].kind
        if kind in named:
            started[kind] += sum(booking.minutes)
    rules, found = problem.rules, list[Violation]()
    for kind in sorted(named):
        most = problem.mixes[agent.mix][kind] + rules.mix_tolerance
        # What is started may be out of the mix by itself; then it may not get worse.
        before = max(started[kind] - most * started.total(), rules.mix_slack)
        after = minutes[kind] + started[kind] - most * (minutes.total() + started.total())
        if minutes[kind] and after > before + 1e-6:
            detail = f"kind {kind}: {minutes[kind] + started[kind]} minutes"
            found.append(Violation("mix", agent.key, detail))
    return found


def _shared(problem: Problem, plans: Sequence[Ints]) -> list[Violation]:
    """Seats, time off the phones, people away at peak hours, mentors' time."""
    offers, started, planned = problem.offers, _Used(problem), _Used(problem)
    for agent, plan in zip(problem.agents, plans, strict=True):
        for booking in agent.fixed:
            # Its seat is not counted: the free seats were given.
            started.add(agent, booking.course, booking.session, booking.minutes)
        for offer in plan.tolist():
            session = int(offers.session[offer])
            minutes = [round(float(one)) for one in offers.minutes[offer]]
            planned.add(agent, int(offers.course[offer]), None if session < 0 else session, minutes)
    found: list[Violation] = []
    for number, taken in planned.seats.items():
        seats = problem.sessions[number].seats
        if seats is not None and taken > seats:
            detail = f"{taken} of {seats}"
            found.append(Violation("seats", problem.sessions[number].key, detail))
    limits = (
        ("phones", planned.away, started.away, problem.team_minutes.tolist()),
        ("peak", planned.heads, started.heads, problem.team_heads.tolist()),
        ("mentor time", planned.mentored, started.mentored, problem.mentor_minutes.tolist()),
    )
    for rule, used, begun, most in limits:
        for (who, when), amount in used.items():
            if amount > max(most[who][when] - begun[who, when], 0.0) + 1e-6:
                detail = f"at {when}: {amount} and {begun[who, when]} of {most[who][when]:g}"
                found.append(Violation(rule, f"{who}", detail))
    return found


class _Used:
    """What is taken of everything that is shared."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.seats = Counter[int]()
        self.heads = Counter[tuple[int, int]]()
        self.away = Counter[tuple[int, int]]()
        self.mentored = Counter[tuple[int, int]]()

    def add(self, agent: Agent, course: int, session: int | None, minutes: Sequence[int]) -> None:
        """Count one course of one agent."""
        if session is not None:
            self.seats[session] += 1
            for slot in self.problem.sessions[session].peaks:
                self.heads[agent.team, slot] += 1
        kind = self.problem.courses[course].mentor
        mentor = None if kind is None or kind >= len(agent.mentors) else agent.mentors[kind]
        for week, spent in enumerate(minutes):
            if spent:
                self.away[agent.team, week] += spent
                if mentor is not None:
                    self.mentored[mentor, week] += spent
