"""How service stars are proposed: the configuration's `people.stars`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from competency.config_types import Count, Model, Positive, Share


class StarRules(Model):
    """Candidates by the adjusted composite, named with the chance that they are in the top."""

    roles: tuple[str, ...] = Field(
        default=("agent", "mentor"),
        description="roles of the roster that are compared; no role counts as agent",
    )
    share: Annotated[float, Field(gt=0, le=0.5)] = Field(
        default=0.1, description="share of the people comparable that are the top"
    )
    minimum_evidence: Count = Field(
        default=60, description="pieces of evidence below which nobody is compared"
    )
    minimum_known_weight: Share = Field(
        default=0.8, description="share of the weight with enough evidence to be compared"
    )
    probability: Annotated[float, Field(ge=0.5, lt=1)] = Field(
        default=0.5, description="chance of being in the top that makes a candidate"
    )
    possible: Positive = Field(
        default=0.1, le=0.5, description="chance from which somebody may as well be in the top"
    )
