"""Cases of a month: what they are about, when they come, and which agent they are routed to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from competency.simulation.columns import Flags, Floats, Ints
from competency.simulation.issues import (
    COMPLEXITY_EFFECT,
    EMOTION_EFFECT,
    ISSUES,
    case_difficulty,
    issue_shares,
)
from competency.simulation.months import DAY, seconds_of_day, weekday_share
from competency.simulation.people import People
from competency.simulation.settings import SimulationSettings

CHANNELS = ("phone", "chat", "email")
_CHANNEL_SHARE = np.array([0.45, 0.40, 0.15])


@dataclass(frozen=True)
class Cases:
    """One entry a contact, in order of `opened` (seconds since 1970)."""

    agent: Ints
    opened: Ints
    customer: Ints
    channel: Ints
    issue: Ints
    complexity: Ints
    emotion: Ints
    dispute: Flags
    difficulty: Floats

    @property
    def count(self) -> int:
        """Number of contacts."""
        return len(self.agent)


def draw_cases(
    rng: np.random.Generator,
    settings: SimulationSettings,
    people: People,
    days: Ints,
    *,
    skill: Floats,
    issue_difficulty: Floats,
    after_change: bool,
) -> Cases:
    """Contacts of the month made of `days`; `skill` is each agent's overall ability.

    Slots (agent and moment) and cases are drawn apart, then joined by rank of noisy skill and
    noisy difficulty: a team lead hands the hard ones to whom he thinks strong.
    """
    agent, opened = _draw_slots(rng, settings, people, days)
    count = len(agent)
    issue = rng.choice(len(ISSUES), size=count, p=issue_shares(after_change=after_change))
    complex_share = np.array([kind.complex_share for kind in ISSUES])[issue]
    hard_share = np.array([kind.hard_share for kind in ISSUES])[issue]
    complexity = _pick(rng, hard_share, complex_share)
    heat = 0.06 + 0.05 * complexity + 0.10 * (complex_share > 0.3)
    emotion = _pick(rng, 0.45 * heat, 1.6 * heat)
    dispute_share = np.array([kind.dispute_share for kind in ISSUES])[issue]
    dispute = rng.random(count) < np.minimum(dispute_share * np.array([0.8, 1.4, 2.0])[emotion], 1)
    difficulty = case_difficulty(
        issue_difficulty[issue],
        COMPLEXITY_EFFECT[complexity],
        EMOTION_EFFECT[emotion],
    )

    by_skill = np.argsort(settings.routing * skill[agent] + rng.standard_normal(count))
    by_difficulty = np.argsort(settings.routing * difficulty + rng.standard_normal(count))
    case = np.empty(count, dtype=np.int64)
    case[by_skill] = by_difficulty
    # A pool a third the size of a year's contacts, some customers far more often than others.
    pool = max(50, settings.agents * settings.per_month * 4)
    return Cases(
        agent=agent,
        opened=opened,
        customer=(pool * rng.beta(0.8, 1.6, size=count)).astype(np.int64),
        channel=rng.choice(3, size=count, p=_CHANNEL_SHARE),
        issue=issue[case],
        complexity=complexity[case],
        emotion=emotion[case],
        dispute=dispute[case],
        difficulty=difficulty[case],
    )


def _draw_slots(
    rng: np.random.Generator, settings: SimulationSettings, people: People, days: Ints
) -> tuple[Ints, Ints]:
    """Agent and moment of every contact, by moment."""
    duty = people.on_duty(days) * weekday_share(days)[None, :]
    full_month = weekday_share(days).sum()
    expected = settings.per_month * people.volume[:, None] * duty / full_month
    count = rng.poisson(expected)
    agent = np.repeat(np.repeat(np.arange(people.count), len(days)), count.ravel())
    day = np.repeat(np.tile(days, people.count), count.ravel())
    opened = day * DAY + seconds_of_day(rng, len(day))
    order = np.argsort(opened, kind="stable")
    return agent[order], opened[order]


def _pick(rng: np.random.Generator, most: Floats, middle: Floats) -> Ints:
    """Level 2 with chance `most`, 1 with chance `middle`, else 0."""
    draw = rng.random(len(most))
    return (draw < most).astype(np.int64) + (draw < most + middle)
