"""A centre in which people are sent to courses because of a bad month, with the truth beside it."""

from types import SimpleNamespace

import numpy as np

from competency.training_events import Events


def effect_world(
    seed,
    agents=600,
    months=24,
    courses=12,
    per=100,
    *,
    select=1.0,
    motivated=0.0,
    mean=0.147,
    spread=0.075,
    noise=0.35,
    walk=0.05,
    slope=0.012,
    together=False,
    own=False,
):
    """Monthly evidence of one dimension, (months, agents), events and each course's true uplift.

    select: pull of last month's luck and level to a course; motivated: of the person's own slope;
    own: the pull is of how far last month lay below the person's own months before.
    together: courses 0 and 1, 2 and 3, ... are mostly taken in the same month.
    """
    rng = np.random.default_rng(seed)
    drive = rng.normal(size=agents)
    truth = rng.normal(mean, spread, courses)
    variance = noise**2 * np.exp(rng.normal(0, 0.4, (months, agents)))
    common = np.cumsum(rng.normal(0, 0.03, months))
    state = rng.normal(size=agents) - slope * drive * (months - 1) / 2
    rate = per * courses / (agents * (months - 2))
    done = np.zeros((agents, courses), bool)
    gained, soon = np.zeros(agents), np.zeros(agents)
    value, rows = np.empty((months, agents)), []
    for month in range(months):
        if month:
            state = state + slope * drive + walk * rng.normal(size=agents)
        gained, soon = gained + soon, np.zeros(agents)
        if 1 <= month < months - 1:
            last = value[month - 1]
            norm = value[:month].mean(axis=0) if own else last.mean()
            below = (last - norm) / max(float((last - norm).std()), 1e-9)
            pull = np.exp(-select * below + motivated * drive)
            chance = np.minimum(rate * pull / pull.mean(), 0.9)
            for agent in np.flatnonzero(rng.random(agents) < chance):
                free = np.flatnonzero(~done[agent])
                if not len(free):
                    continue
                course = int(rng.choice(free))
                taken = [course]
                if together and rng.random() < 0.6 and not done[agent, course ^ 1]:
                    taken.append(course ^ 1)
                for one in taken:
                    done[agent, one] = True
                    soon[agent] += truth[one]
                    rows.append((agent, one, month))
        luck = np.sqrt(variance[month]) * rng.normal(size=agents)
        value[month] = common[month] + state + gained + luck
    agent, course, month = np.array(rows).T
    names = tuple(f"C{number:02d}" for number in range(courses))
    return SimpleNamespace(
        value=value, variance=variance, events=Events(names, agent, course, month), truth=truth
    )
