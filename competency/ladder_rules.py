"""What each tier asks and how tiers are given and taken, as frozen models of the configuration.

Rules between the fields: `ladder_config_rules`; applying them to people: `ladder`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from competency.config_types import Count, Key, Model, Points, Share, Text

Seniority = Literal["new", "in_service", "backbone"]
Level = Literal["junior", "middle", "senior"]
StandardLevel = Literal["basic", "professional", "elite"]

#: Names of the groups the documents sort people and standards into, each from low to high.
SENIORITIES: dict[Seniority, Text] = {
    "new": Text(en="New hire", zh="新员工"),
    "in_service": Text(en="In service", zh="在职员工"),
    "backbone": Text(en="Backbone", zh="骨干员工"),
}
LEVELS: dict[Level, Text] = {
    "junior": Text(en="Junior", zh="初级"),
    "middle": Text(en="Middle", zh="中级"),
    "senior": Text(en="Senior", zh="高级"),
}
STANDARD_LEVELS: dict[StandardLevel, Text] = {
    "basic": Text(en="Basic", zh="基础级"),
    "professional": Text(en="Professional", zh="专业级"),
    "elite": Text(en="Elite", zh="精英级"),
}


class MenteeRule(Model):
    """How far the people somebody guides must have come."""

    minimum: Annotated[int, Field(ge=1)] = Field(
        default=2, description="people guided in the last 12 months who have a tier"
    )
    tier: Key = Field(description="tier they must have reached")
    share: Share = Field(default=0.6, description="share of them that must have")


class FeedbackRule(Model):
    """What others must say in 360 feedback of the last 12 months; self ratings never count."""

    minimum_ratings: Annotated[int, Field(ge=1)] = 4
    share: Share = Field(default=0.65, description="mean rating as a share of the scale")


class Tier(Model):
    """One rung: what must be shown to stand on it."""

    key: Key
    name: Text
    composite_cut: Points
    layer_floors: dict[str, Points] = Field(default_factory=dict)
    minimum_evidence: Count = Field(default=0, description="pieces of evidence over all dimensions")
    min_months: Count = Field(default=0, description="months before the tier can be reached")
    clock_months: Count = Field(description="months within which the documents expect the tier")
    certificates: tuple[str, ...] = Field(default=(), description="course ids, completed and valid")
    roles: tuple[str, ...] = Field(
        default=(), description="roles that may hold the tier; empty: all"
    )
    mentees: MenteeRule | None = None
    feedback_360: FeedbackRule | None = None
    seniority: Seniority = Field(description="staff group of the tier")
    level: Level | None = Field(default=None, description="junior, middle, senior; null: none yet")
    standard_level: StandardLevel = Field(description="level of the service standards it works to")
    course_layer: Key | None = Field(
        default=None, description="layer its courses are of; null: leadership, beside the layers"
    )
    must_show: Text = Field(description="what the tier must show, in a line")


class Promotion(Model):
    """When somebody moves up."""

    probability: Share = Field(default=0.6, description="of standing on the higher tier")
    dwell_months: Count = Field(default=3, description="least months in a tier before moving up")
    grace_months: Count = Field(
        default=0, description="further months in a row it must stay so before it counts"
    )


class Demotion(Model):
    """When somebody moves down."""

    probability: Share = Field(default=0.7, description="of being below the tier's composite cut")
    dwell_months: Count = Field(default=3, description="least months in a tier before moving down")
    grace_months: Count = Field(
        default=1, description="further months in a row it must stay so before it counts"
    )


class Reversal(Model):
    """When a move may take the last one back: nobody should flap between tiers."""

    probability: Share = Field(default=0.9, description="asked instead of the usual one")
    months: Count = Field(default=12, description="months after a move in which it is asked")


class SeniorityMonths(Model):
    """Months since hiring from which somebody belongs to a staff group."""

    in_service: Count = 1
    backbone: Count = 12


class LadderRules(Model):
    """How tiers are given and taken."""

    tiers: tuple[Tier, ...] = Field(min_length=5, max_length=5)
    clock: Literal["since_hire", "per_tier"] = Field(
        default="since_hire",
        description="the documents do not say; months count from hiring or in tier",
    )
    seniority_months: SeniorityMonths = Field(default_factory=SeniorityMonths)
    first_probability: Share = Field(
        default=0.5, description="of standing on a tier, for the first placement"
    )
    promotion: Promotion = Field(default_factory=Promotion)
    demotion: Demotion = Field(default_factory=Demotion)
    reversal: Reversal = Field(default_factory=Reversal)
    critical_months: Count = Field(
        default=3, description="months a critical failure in QA bars the way up; 0: never"
    )
    minimum_known_weight: Share = Field(
        default=0.6, description="share of the weight with enough evidence; below it: no tier"
    )
