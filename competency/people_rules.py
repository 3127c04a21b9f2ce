"""When figures about mentors, and a portrait by raters, are told: the configuration's `people`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from competency.config_types import Model
from competency.star_rules import StarRules

Months = Annotated[int, Field(ge=1, le=36)]


class PeopleRules(Model):
    """Small numbers are guarded: below them nothing is rated and nothing is shown."""

    minimum_mentees: Annotated[int, Field(ge=3)] = Field(
        default=3, description="mentees below which a mentor is not rated on a measure"
    )
    retention_months: Months = Field(
        default=6, description="a mentee who works so long after mentoring began has stayed"
    )
    growth_months: Months = Field(
        default=12, description="a mentee's growth counts for so long after mentoring began"
    )
    minimum_raters: Annotated[int, Field(ge=4)] = Field(
        default=4, description="raters of a group below which a portrait hides it"
    )
    stars: StarRules = Field(default_factory=StarRules)
