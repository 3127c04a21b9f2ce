"""Settings of a simulated centre: every number a caller may turn, with the shipped defaults."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

DIMENSIONS = ("process", "knowledge", "resolution", "mediation", "relationship", "growth")

LARGEST_COMMAND_SIZE = 50_000_000
"""Contacts beyond which a simulation is refused: the tables would not fit in memory."""


class SimulationSettings(BaseModel):
    """What to simulate; the same settings always give the same centre.

    `seed` decides the world: people, abilities, roster, reviewers' severity, issue difficulty,
    sessions and mandatory training. `draw_seed` decides what is drawn on top: contacts, outcomes,
    reviews, surveys, tests, feedback. Two centres that differ in `draw_seed` alone are the same
    people seen twice; exactly so in what is true of them where training does not follow what was
    seen of them, that is with `static`, or with a `training_rate` or a `selection` of 0.

    Abilities are in standard deviations of a settled workforce. The centre's first month begins
    on `start`, which is moved to the first of its month; the last one ends `months` later, and
    nothing but future course sessions happens after that.

    >>> SimulationSettings(agents=20, start="2025-03-09").start
    datetime.date(2025, 3, 1)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    agents: int = Field(default=60, ge=1, le=100_000, description="people in the roster, ever")
    months: int = Field(default=12, ge=1, le=120)
    per_month: int = Field(default=60, ge=1, le=5_000, description="contacts of an average agent")
    seed: int = Field(default=20260101, ge=0, description="of the world and its people")
    draw_seed: int | None = Field(
        default=None, ge=0, description="of everything drawn on top; none: follows `seed`"
    )
    start: date = date(2025, 1, 1)

    team_size: int = Field(default=10, ge=4, le=50)
    english_share: float = Field(default=0.25, ge=0, le=1, description="agents working in English")
    joiner_share: float = Field(default=0.12, ge=0, le=0.5, description="hired during the months")
    leaver_share: float = Field(default=0.07, ge=0, le=0.5)
    mover_share: float = Field(default=0.06, ge=0, le=0.5, description="changing team once")
    volume_sd: float = Field(
        default=0.35, ge=0, le=3, description="log-normal spread of contacts between agents"
    )

    routing: float = Field(default=0.9, ge=0, le=5, description="0: cases fall at random")
    change_at: float = Field(default=0.6, gt=0, le=1, description="share of the months before it")
    difficulty_drift: float = Field(
        default=0.0,
        ge=0,
        le=1,
        description="sd a month, in logits, by which each issue type's difficulty wanders; "
        "the mean over the volume stays",
    )
    static: bool = Field(
        default=False,
        description="abilities stay where tenure put them at the start: no walk, no growth, "
        "no effect of training; only jumps move them",
    )
    walk_sd: float = Field(default=0.05, ge=0, le=1, description="of ability, a month")
    jump_share: float = Field(
        default=0.0,
        ge=0,
        le=1,
        description="of those in service throughout, who jump on every dimension; half of them up",
    )
    jump_size: float = Field(default=0.75, ge=0, le=5, description="of ability")
    jump_at: float = Field(default=0.5, ge=0, lt=1, description="share of the months before it")
    specific_sd: float = Field(default=0.2, ge=0, le=1, description="agent effects of one outcome")

    reviewers: int = Field(default=8, ge=1, le=500)
    reviews_per_month: float = Field(
        default=4.0,
        ge=0,
        le=100,
        description="of an average agent; who has 2 or more on average has 2 in every month",
    )
    review_sd: float = Field(
        default=0.0, ge=0, le=3, description="log-normal spread of reviews between agents"
    )
    reviewer_home_share: float = Field(
        default=0.6,
        ge=0,
        le=1,
        description="human reviews by the team's three usual reviewers; with 1 a team has one, "
        "who sees no other team where there are as many reviewers as teams",
    )
    double_scored: float = Field(
        default=0.05, ge=0, le=1, description="of humanly reviewed contacts, also scored by AUTO"
    )
    severity_sd: float = Field(default=0.18, ge=0, le=2, description="points out of 5")
    severity_drift: float = Field(
        default=0.0, ge=0, le=1, description="sd a month by which each severity wanders, points"
    )
    survey_rate: float = Field(default=0.25, gt=0, lt=1)
    training_rate: float = Field(default=0.35, ge=0, le=1, description="courses begun a month")
    selection: float = Field(default=1.0, ge=0, le=5, description="pull of a bad month to training")

    drivers: tuple[float, ...] | None = Field(
        default=None,
        description="how much a unit of each ability moves the customer's mood, against each other,"
        " in the order of DIMENSIONS; all 0: ability does not matter; none: as in life, partly "
        "through how the contact goes",
    )
    drivers_after: tuple[float, ...] | None = Field(
        default=None, description="the same from the changed business on; none: as before"
    )
    driver_strength: float = Field(
        default=0.6, ge=0, le=3, description="sd of mood between agents, from abilities by drivers"
    )

    repeat_share: float = Field(
        default=0.0,
        ge=0,
        le=1,
        description="of customers not helped at once, who come again within a week; with drivers, "
        "of the discontent",
    )
    sites: int = Field(
        default=0,
        ge=0,
        le=100,
        description="among which teams are spread; 0: the roster tells no site or shift",
    )

    base_weights: tuple[float, ...] = Field(
        default=(0.20, 0.15, 0.25, 0.15, 0.15, 0.10), description="in the order of DIMENSIONS"
    )
    tier_cuts: tuple[float, ...] = Field(
        default=(-0.94, -0.32, 0.25, 0.61),
        description="on the true composite; they match the shipped cuts of the 0-100 index",
    )

    @model_validator(mode="before")
    @classmethod
    def _begin_on_the_first(cls, data: object) -> object:
        if isinstance(data, dict) and "start" in data:
            start = data["start"]
            first = date.fromisoformat(start) if isinstance(start, str) else start
            return data | {"start": first.replace(day=1)}
        return data

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if len(self.base_weights) != len(DIMENSIONS) or abs(sum(self.base_weights) - 1) > 1e-9:
            raise ValueError(f"base_weights needs {len(DIMENSIONS)} numbers that sum to 1")
        for name in ("drivers", "drivers_after"):
            given = getattr(self, name)
            if given is not None and (len(given) != len(DIMENSIONS) or min(given) < 0):
                raise ValueError(f"{name} needs {len(DIMENSIONS)} numbers, none below 0")
        if self.drivers is None and self.drivers_after is not None:
            raise ValueError("drivers_after needs drivers")
        if len(self.tier_cuts) != 4 or list(self.tier_cuts) != sorted(self.tier_cuts):
            raise ValueError("tier_cuts needs four rising numbers")
        if self.agents * self.months * self.per_month > LARGEST_COMMAND_SIZE:
            raise ValueError(
                f"agents x months x per_month is beyond {LARGEST_COMMAND_SIZE:,} contacts; "
                "lower one of them"
            )
        return self
