"""How evidence becomes scores: the configuration's `scoring`; the method is `scores`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from competency.config_types import Key, Model, Share


class ScoringRules(Model):
    """What is asked of evidence, and which indicators hang together."""

    evidence_months: Annotated[int, Field(ge=1, le=36)] = Field(
        default=12, description="older evidence is no longer counted, though still remembered"
    )
    enough_reliability: Share = Field(
        default=0.7,
        description="a dimension is known when so much of what differs between people is known",
    )
    families: tuple[tuple[Key, ...], ...] = Field(
        default=(),
        description="indicators of the same answers or contacts: what is special to an agent in "
        "one of them is so in the others",
    )
