"""Independent streams of random numbers: `seed` decides the world, `draw_seed` what it yields."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from competency.simulation.settings import SimulationSettings

World = Literal[
    "talent", "roster", "specific", "severity", "walk", "jumps", "issues", "sessions", "training",
    "shifts",
]  # fmt: skip
Draw = Literal[
    "cases", "outcomes", "reviews", "voices", "feedback", "assessments", "repeats", "handling",
    "content",
]  # fmt: skip

# Streams of one seed used for both must not meet; new names may be added at the end.
_DRAWS_FROM = 100


def world_stream(settings: SimulationSettings, name: World) -> np.random.Generator:
    """Numbers for what is true of people, reviewers, issues and courses; follows `seed` alone."""
    return np.random.default_rng([settings.seed, get_args(World).index(name)])


def draw_stream(settings: SimulationSettings, name: Draw) -> np.random.Generator:
    """Numbers for what is seen of the world; follows `draw_seed`, or `seed` where that is None."""
    seed = settings.seed if settings.draw_seed is None else settings.draw_seed
    return np.random.default_rng([seed, _DRAWS_FROM + get_args(Draw).index(name)])
