"""Who takes which course, when and with what result; those who just did badly go first.

What a manager sees of last month (not the true ability) decides, so a before-and-after
comparison of the trained is misled by regression to the mean, as in life.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from competency.simulation.catalogue import COURSE_INDEX, COURSES, Course
from competency.simulation.columns import Floats, Ints
from competency.simulation.enrollments import Enrollment, TrainingBook
from competency.simulation.months import DAY, office_moment
from competency.simulation.people import NEW_HIRE_DAYS
from competency.simulation.settings import DIMENSIONS, SimulationSettings

PASS_MARK = 60.0
_UNTESTED = ("micro_lesson", "lecture")


def add_history(rng: np.random.Generator, book: TrainingBook, ability: Floats, tier: Ints) -> None:
    """Courses that the longer serving took before the first month; already in their talent."""
    people, first = book.people, int(book.calendar.first_day[0])
    tenure = people.tenure_months(first)
    for agent in np.flatnonzero(tenure > 2).tolist():
        begun = max(int(people.hired[agent]) + 5, first - 720)
        chance = 0.55 * (1 - np.exp(-tenure[agent] / 20))
        # Prerequisites come earlier in the catalogue or are looked at again in the second round.
        for course in [*range(len(COURSES)), *range(len(COURSES))]:
            if rng.random() > chance * 0.6 or begun > first - 15:
                continue
            if not book.eligible(agent, course, int(tier[agent]), first * DAY):
                continue
            latest = max([begun, *_days_done(book, agent, COURSES[course])])
            if latest > first - 12:
                continue
            day = int(rng.integers(latest, first - 11))
            row = _on_demand(rng, agent, course, day, ability[agent], reason="history")
            book.add(replace(row, completed=row.enrolled + int(rng.integers(1, 9)) * DAY))


def _days_done(book: TrainingBook, agent: int, course: Course) -> list[int]:
    return [int(book.done[agent, COURSE_INDEX[name]]) // DAY + 1 for name in course.prerequisites]


def add_onboarding(rng: np.random.Generator, book: TrainingBook, ability: Floats) -> None:
    """Everyone's onboarding course: done in the first week by most, later or not yet by a few.

    The books of older hires are closed: they completed it, however long it took.
    """
    people, calendar = book.people, book.calendar
    course = next(number for number, kind in enumerate(COURSES) if kind.new_hires)
    recent = people.hired >= int(calendar.first_day[0]) - NEW_HIRE_DAYS
    for agent in range(people.count):
        hired = int(people.hired[agent])
        fate = rng.random()
        row = _on_demand(rng, agent, course, hired, ability[agent], reason="onboarding")
        days = int(rng.integers(2, 7) if fate < 0.88 else rng.integers(7, 25))
        done = office_moment(rng, hired + days)
        horizon = min(calendar.end, int(people.left[agent]) * DAY)
        unfinished = done >= horizon or (recent[agent] and fate >= 0.97)
        book.add(_open(row) if unfinished else replace(row, completed=done))


def add_mandatory(rng: np.random.Generator, book: TrainingBook, ability: Floats) -> None:
    """Mandatory courses at hire and again when they run out; some let them lapse."""
    people = book.people
    end_day = int(book.calendar.first_day[-1])
    oldest = int(book.calendar.first_day[0]) - 400
    for course, kind in enumerate(COURSES):
        if kind.valid_days is None:
            continue
        for agent in range(people.count):
            day = int(people.hired[agent]) + int(rng.integers(3, 21))
            last_day = min(end_day, int(people.left[agent]))
            while day < last_day:
                fate = rng.random()
                if day >= oldest:
                    row = _on_demand(rng, agent, course, day, ability[agent], reason="mandatory")
                    done = row.enrolled + int(rng.integers(1, 7 * DAY))
                    lapsed = done >= last_day * DAY or fate < 0.04
                    book.add(_open(row) if lapsed else replace(row, completed=done))
                if fate < 0.08 and day >= oldest:
                    break
                late = int(rng.integers(-30, 0)) if fate < 0.92 else int(rng.integers(1, 50))
                day += kind.valid_days + late


def add_month(
    rng: np.random.Generator,
    settings: SimulationSettings,
    book: TrainingBook,
    month: int,
    *,
    standing: Floats,
    tier: Ints,
    ability: Floats,
) -> None:
    """Enrolments of one month after last month's observed `standing` (agents, 6; z-scores)."""
    people, calendar = book.people, book.calendar
    first = int(calendar.first_day[month])
    day = first + rng.integers(0, 12, size=people.count)
    mean = standing.mean(axis=1) / max(float(standing.mean(axis=1).std()), 1e-9)
    chance = settings.training_rate * np.exp(-0.5 * settings.selection * mean)
    wanted = rng.random(people.count) < np.minimum(chance, 0.85)
    on_duty = people.on_duty(np.arange(first, first + 12))[np.arange(people.count), day - first]
    pull = -1.3 * settings.selection * standing + rng.gumbel(size=standing.shape)
    for agent in np.flatnonzero(wanted & on_duty).tolist():
        subject = DIMENSIONS[int(np.argmax(pull[agent]))]
        moment = office_moment(rng, int(day[agent]))
        fitting = [
            number
            for number, kind in enumerate(COURSES)
            if subject in kind.dimensions and book.eligible(agent, number, int(tier[agent]), moment)
        ]
        if fitting:
            course = int(rng.choice(fitting))
            _enrol(rng, book, agent=agent, course=course, moment=moment, ability=ability[agent])


def _enrol(
    rng: np.random.Generator,
    book: TrainingBook,
    *,
    agent: int,
    course: int,
    moment: int,
    ability: Floats,
) -> None:
    """One enrolment begun at a moment, with what became of it by the horizon."""
    kind = COURSES[course]
    session: int | None = None
    if kind.every_weeks is not None:
        session = book.sessions.next_of(course, moment + 6 * 3600)
        if session is None:
            return
        book.sessions.free[session] -= 1
        finish = int(book.sessions.ends[session])
    else:
        finish = moment + int(rng.integers(DAY // 2, 18 * DAY))
    row = _on_demand(rng, agent, course, moment // DAY, ability, reason="need")
    row = replace(row, session=session, enrolled=moment)
    horizon = min(book.calendar.end, int(book.people.left[agent]) * DAY)
    fate = rng.random()
    if finish >= book.calendar.end:
        book.add(_open(row))
    elif finish >= horizon or fate < 0.06:
        dropped = kind.minutes * float(rng.uniform(0.0, 0.6))
        book.add(replace(row, status="dropped", score=None, minutes=round(dropped)))
    elif fate < 0.09 and session is None:
        book.add(_open(row))
    elif row.score is not None and row.score < PASS_MARK:
        book.add(replace(row, status="failed", completed=finish))
    else:
        book.add(replace(row, completed=finish))


def _on_demand(
    rng: np.random.Generator, agent: int, course: int, day: int, ability: Floats, *, reason: str
) -> Enrollment:
    """A completed enrolment, whose end the caller still sets."""
    kind = COURSES[course]
    level = ability[DIMENSIONS.index(kind.dimensions[0])]
    grade = float(np.clip(np.round(78 + 6 * level + 8 * rng.standard_normal(), 1), 0, 100))
    if reason != "need":
        grade = max(grade, PASS_MARK + 2)
    return Enrollment(
        agent=agent,
        course=course,
        session=None,
        enrolled=office_moment(rng, day),
        completed=None,
        status="completed",
        score=None if kind.format in _UNTESTED else grade,
        minutes=round(kind.minutes * float(rng.uniform(0.85, 1.3))),
        reason=reason,
    )


def _open(row: Enrollment) -> Enrollment:
    """The same enrolment, not yet completed."""
    return replace(row, status="enrolled", completed=None, score=None, minutes=None)
