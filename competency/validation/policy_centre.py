"""A simulated centre in which training policies can be compared: what is true, what is on offer.

People, tenure, growth and chance are the simulator's; none of them has been trained yet. Courses
are the simulator's too, or more courses like them. Nothing here depends on the policy followed, so
that every policy meets the same people, evidence, sessions and estimates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from competency.columns import Flags, Floats, Ints
from competency.framework import Framework
from competency.path_problem import Course, Session
from competency.simulation import catalogue
from competency.simulation.settings import DIMENSIONS, SimulationSettings
from competency.simulation.world import draw_world

HISTORY = 6
"""Months of evidence before the first plan."""
WEEKS = (4, 4, 5) * 4
"""Weeks of each month of the year that is followed."""
SPARE = 8
"""Weeks after the year for which there are sessions, so that plans may reach beyond its end."""
#: Error of a month's evidence on one dimension, in standard deviations of ability. After six months
#: it leaves beliefs about as unsure as those of the ordinary centre that is run through the
#: pipeline (0.24 to 0.35).
_EVIDENCE = 1.0
#: Error of a course's estimated effect with one person trained, in standard deviations of ability
#: (with 100 it is 0.04, about that of the estimator), and how many have been in an average course.
_EFFECT_ERROR, _TRAINED = 0.4, 60
_COURSES = 40

Law = Literal["constant", "ceiling"]


@dataclass(frozen=True)
class Kind:
    """A kind of centre: courses (None: the simulator's own), seats a year of a taught course.

    `seats` as a share of the people; `chained` is how many of the courses need another one;
    `law` is how what a course does depends on who takes it: not at all, as everywhere in the
    simulator, or less the nearer one is to the level it leads to.
    """

    key: str
    courses: int | None = _COURSES
    seats: float = 2.0
    chained: float = 0.35
    law: Law = "constant"


KINDS = {
    kind.key: kind
    for kind in (
        Kind("own_catalogue", courses=None),
        Kind("seats_plenty"),
        Kind("seats_scarce", seats=0.4),
        Kind("long_chains", chained=0.8),
        Kind("nearing_level", law="ceiling"),
    )
}
"""All kinds, in the order in which they are run and shown."""


@dataclass(frozen=True)
class PolicyCentre:
    """What is true and what is on offer; abilities and effects in standard deviations of ability.

    Attributes:
        ability: without any training, (HISTORY + 12, agents, 6); month HISTORY is the first of the
            year.
        evidence: ability plus the error with which each month shows it, less what training adds.
        team: of each agent.
        held: courses taken before, already in the ability, (agents, courses).
        courses: as the product knows them: with estimated effects, in points of the framework.
        effect: true effects, (courses, 6).
        level: ability a course leads to, (courses,); beyond it nothing is learnt under 'ceiling'.
        sessions: weeks count from the first of the year.
        evidence_error: standard error of the evidence.
    """

    kind: Kind
    ability: Floats
    evidence: Floats
    team: Ints
    held: Flags
    courses: tuple[Course, ...]
    effect: Floats
    level: Floats
    sessions: tuple[Session, ...]
    evidence_error: float = _EVIDENCE

    def uplift(self, course: int, ability: Floats) -> Floats:
        """Return what completing a course truly adds to somebody of that ability, shape (6,)."""
        if self.kind.law == "constant":
            return np.asarray(self.effect[course])
        # The full effect for whoever is a standard deviation or more below the level.
        return np.asarray(self.effect[course] * np.clip(self.level[course] - ability, 0.0, 1.0))


def scale(framework: Framework) -> tuple[float, float]:
    """Return slope and intercept from ability to points: where the simulator's tier cuts lie.

    >>> from competency.loading import load_framework
    >>> [round(one, 1) for one in scale(load_framework())]
    [19.3, 63.2]
    """
    cuts = [tier.composite_cut for tier in framework.ladder.tiers[1:]]
    slope, intercept = np.polyfit(SimulationSettings().tier_cuts, cuts, 1)
    return float(slope), float(intercept)


def draw_centre(framework: Framework, kind: Kind, agents: int, seed: int) -> PolicyCentre:
    """Draw a centre; nobody joins or leaves, so that everybody can be followed for the year."""
    settings = SimulationSettings(
        agents=agents, months=HISTORY + len(WEEKS), seed=seed, per_month=1,
        joiner_share=0, leaver_share=0, mover_share=0,
    )  # fmt: skip
    world = draw_world(settings)
    rng = np.random.default_rng([seed, sorted(KINDS).index(kind.key) if kind.key in KINDS else 99])
    drawn = _own() if kind.courses is None else _alike(rng, kind)
    effect, estimate = drawn.effect, _estimates(framework, rng, drawn)
    error = rng.standard_normal(world.ability.shape)
    # With every tier there is a level to lead to: the cut of the tier after next.
    cuts = (*settings.tier_cuts, settings.tier_cuts[-1] + 0.5)
    courses = tuple(
        Course(
            key=f"c{number:02d}",
            minutes=source.minutes,
            uplift=tuple(np.round(estimate[number], 3).tolist()),
            prerequisites=drawn.needs[number],
            min_tier=source.min_tier,
            micro=source.minutes <= framework.paths.micro_minutes,
        )
        for number, source in enumerate(drawn.source)
    )
    return PolicyCentre(
        kind=kind,
        ability=world.ability,
        evidence=world.ability + _EVIDENCE * error,
        team=world.people.team,
        held=_held(rng, agents, courses),
        courses=courses,
        effect=effect,
        level=np.array([cuts[min(one.min_tier + 1, 4)] for one in courses]),
        sessions=_sessions(rng, drawn.source, agents, kind.seats),
    )


@dataclass(frozen=True)
class _Catalogue:
    """Courses in the order in which they build on each other; `listed` are known dimensions."""

    source: tuple[catalogue.Course, ...]
    effect: Floats
    listed: Flags
    needs: tuple[tuple[int, ...], ...]


def _of(source: list[catalogue.Course]) -> tuple[Floats, Flags]:
    effect = np.array([[one.effect.get(name, 0.0) for name in DIMENSIONS] for one in source])
    listed = np.array([[name in one.dimensions for name in DIMENSIONS] for one in source])
    return effect, listed


def _own() -> _Catalogue:
    """Return the simulator's elective courses as they are."""
    source = [one for one in catalogue.COURSES if one.elective]
    place = {one.course_id: number for number, one in enumerate(source)}
    needs = tuple(tuple(place[name] for name in one.prerequisites) for one in source)
    return _Catalogue(tuple(source), *_of(source), needs)


def _alike(rng: np.random.Generator, kind: Kind) -> _Catalogue:
    """Return more courses like the simulator's: copies for other dimensions, better and worse."""
    own = [one for one in catalogue.COURSES if one.elective]
    picked = [own[one] for one in rng.integers(len(own), size=kind.courses)]
    source = sorted(picked, key=lambda one: one.min_tier)
    effect, listed = _of(source)
    needs: list[tuple[int, ...]] = []
    for number, one in enumerate(source):
        shift = int(rng.integers(len(DIMENSIONS)))
        effect[number] = np.roll(effect[number], shift) * rng.lognormal(0.0, 0.3)
        listed[number] = np.roll(listed[number], shift)
        before = [
            other
            for other in range(number)
            if (listed[other] & listed[number]).any() and source[other].minutes >= 45
        ]
        needed = rng.random() < kind.chained and len(before) > 0 and one.minutes >= 45
        # The last before it: courses that build on each other make a chain.
        needs.append((before[-1],) if needed else ())
    return _Catalogue(tuple(source), effect, listed, tuple(needs))


def _estimates(framework: Framework, rng: np.random.Generator, drawn: _Catalogue) -> Floats:
    """Return effects in points as the product estimates them, (courses, 6).

    Of the dimensions the catalogue lists; with error, leaning towards the configured prior by how
    unsure they are; the prior where too few were trained.
    """
    rules, (slope, _) = framework.effects, scale(framework)
    trained = np.round(rng.lognormal(np.log(_TRAINED), 0.8, size=(len(drawn.effect), 1)))
    error = slope * _EFFECT_ERROR / np.sqrt(np.maximum(trained, 1))
    seen = slope * drawn.effect + error * rng.standard_normal(drawn.effect.shape)
    share = rules.prior_sd**2 / (rules.prior_sd**2 + error**2)
    share = np.where(trained >= rules.minimum_trained, share, 0.0)
    return np.where(drawn.listed, share * seen + (1 - share) * rules.prior_uplift, 0.0)


def _held(rng: np.random.Generator, agents: int, courses: tuple[Course, ...]) -> Flags:
    """Return who took what before: a fifth, with prerequisites first."""
    held = rng.random((agents, len(courses))) < 0.2
    for number, course in enumerate(courses):
        held[:, number] &= held[:, list(course.prerequisites)].all(axis=1)
    return held


def _sessions(
    rng: np.random.Generator, source: tuple[catalogue.Course, ...], agents: int, seats: float
) -> tuple[Session, ...]:
    found: list[Session] = []
    for number, course in enumerate(source):
        every = course.every_weeks
        if every is None:
            continue
        for week in range(int(rng.integers(every)), sum(WEEKS) + SPARE, every):
            starts = week * 168.0 + int(rng.integers(5)) * 24 + (9 if course.minutes > 180 else 14)
            mean = seats * agents * every / sum(WEEKS)
            found.append(
                Session(
                    key=f"s{len(found):04d}",
                    course=number,
                    first=week,
                    last=week,
                    starts=starts,
                    ends=starts + course.minutes / 60,
                    seats=max(1, int(rng.poisson(mean))),
                )
            )
    return tuple(found)
