"""Mentors, their figures, whom they are suggested to; portraits: the section `people`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from competency.config_types import Count, Key, Model, Points
from competency.points_rules import PointsRules
from competency.star_rules import StarRules

Months = Annotated[int, Field(ge=1, le=36)]


class PairingRules(Model):
    """Whom a mentor is suggested to, who may be one, and what counts beside strength."""

    new_months: Months = Field(
        default=6, description="months since hiring below which somebody needs mentors"
    )
    tier: Count = Field(
        default=1, description="who is on this tier or lower, or on none, needs mentors too"
    )
    mentor_roles: tuple[str, ...] = Field(
        default=("mentor",), description="roles of the roster that may guide"
    )
    capacity: Annotated[int, Field(ge=1, le=20)] = Field(
        default=3, description="people a mentor guides at once, in both roles"
    )
    business: tuple[Key, ...] = Field(
        default=("process", "knowledge", "resolution"),
        description="dimensions a business mentor is for",
    )
    service: tuple[Key, ...] = Field(
        default=("mediation", "relationship", "growth"),
        description="dimensions a service mentor is for",
    )
    same_team: Points = Field(
        default=5, description="points of strength that being of one team is worth"
    )
    certified: Points = Field(
        default=5, description="points of strength that a valid mentor's certificate is worth"
    )


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
    points: PointsRules = Field(default_factory=PointsRules)
    stars: StarRules = Field(default_factory=StarRules)
    pairing: PairingRules = Field(default_factory=PairingRules)
