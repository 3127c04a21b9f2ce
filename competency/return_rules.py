"""What training is held to return, as frozen models: time to proficiency.

Rules between the fields: `return_config_rules`; who became proficient when: `proficiency`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from competency.config_types import Day, Key, Model, Share


class ProficiencyRules(Model):
    """From hiring to the first tier of somebody who works alone, by when people were hired."""

    tier: Key = Field(default="executing", description="who is here or higher is proficient")
    cohort: Literal["quarter", "half_year"] = Field(
        default="half_year", description="people hired in one are compared as a group"
    )
    baseline_until: Day | None = Field(
        default=None,
        description="last hiring day of those the others are compared with; null: the first cohort "
        "with enough people watched since their first day",
    )
    claim: Share = Field(default=0.4, description="shortening that was claimed: a line to beat")
    minimum_people: Annotated[int, Field(ge=5)] = Field(
        default=5, description="cohorts of fewer are not shown; a comparison needs as many events"
    )


class ReturnRules(Model):
    """What training is held to return."""

    proficiency: ProficiencyRules = Field(default_factory=ProficiencyRules)
