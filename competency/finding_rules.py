"""How findings are followed up, as a frozen model: deadlines, and what an effect is judged on.

Effects of actions: `finding_effects`; how soon findings lead to actions: `feedback_actions`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from competency.config_types import Model, Share


class FindingRules(Model):
    """Findings, and what was done about them."""

    action_days: Annotated[int, Field(ge=1, le=365)] = Field(
        default=30, description="days within which a finding should have led to an action"
    )
    action_target: Share = Field(
        default=0.7, description="share of findings that should have one by then"
    )
    effect_weeks: Annotated[int, Field(ge=4, le=26)] = Field(
        default=8, description="weeks before and after an action that are set against each other"
    )
    minimum_events: Annotated[int, Field(ge=1)] = Field(
        default=10,
        description="complaints, failed marks or repeats in both, below which it is open",
    )
    fail_below: Share = Field(
        default=0.7,
        description="share of a criterion's points below which its mark is a failed one",
    )
