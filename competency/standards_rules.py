"""Service standards of a centre, as frozen models: what is done, said and measured, by whom owned.

Rules between fields: `standards_config_rules`; what should be seen though it refuses nothing:
`standards_lint`; how far standards are met: `standard_attainment`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from competency.config_types import Day, Key, Model, Text

#: S4-017: 基础级, 专业级, 精英级; tiers of the ladder name the level they are held to.
LEVELS = ("basic", "professional", "elite")
Level = Literal["basic", "professional", "elite"]


class ServiceStandard(Model):
    """One standard: scenario, what is done, what is said, and the indicator that tells (S1-006)."""

    key: Key = Field(description="the same key again, with later days, is its next edition")
    level: Level
    scenario: Text
    standard: Text = Field(description="what is done")
    script: Text | None = Field(default=None, description="what is said")
    indicator: Key | None = Field(default=None, description="which tells how far it is met")
    channels: tuple[str, ...] = Field(default=(), description="with * and ?; none: all")
    issue_types: tuple[str, ...] = Field(default=(), description="with * and ?; none: all")
    target: float | None = Field(default=None, description="absent: that of the indicator")
    targets: dict[str, float] = Field(default_factory=dict, description="by profile")
    requirement: str = ""
    owner: Text | None = Field(default=None, description="the role that answers for it")
    review_by: Day | None = None
    valid_from: Day = Field(default=dt.date(2000, 1, 1))
    valid_to: Day | None = Field(default=None, description="first day on which it holds no longer")

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def target_of(self, profile: str, otherwise: float) -> float:
        """Target of a profile: its own, else the standard's, else `otherwise`.

        >>> words = {"en": "a", "zh": "甲"}
        >>> one = ServiceStandard(key="a", level="basic", scenario=words, standard=words,
        ...                       target=0.9, targets={"finance": 0.95})
        >>> one.target_of("finance", 0.5), one.target_of("general", 0.5)
        (0.95, 0.9)
        """
        common = otherwise if self.target is None else self.target
        return self.targets.get(profile, common)


class StandardsRules(Model):
    """The table of standards, and how much of it people can take in."""

    most_scenarios: Annotated[int, Field(ge=1)] = Field(
        default=50, description="more standards in force are seen in `ladder config check`"
    )
    table: tuple[ServiceStandard, ...] = ()
