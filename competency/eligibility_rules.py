"""Who comes onto a list for promotion or pay: the configuration's `eligibility`, as frozen models.

A list decides nothing. What locks it is `eligibility_checks`; rules between the fields,
`eligibility_config_rules`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from competency.config_types import Count, Key, Model, Share

Purpose = Literal["promotion", "pay"]


class ListRule(Model):
    """What a published result must show of somebody on the list."""

    tier: Key = Field(description="tier that is held at least")
    months_in_tier: Count = Field(default=3, description="months in a row on it or higher")


class EligibilityRules(Model):
    """Lists for promotion and pay, and what must hold before one may be drawn."""

    appeal_days: Annotated[int, Field(ge=7, le=365)] = Field(
        default=14, description="days after publication in which people may appeal first"
    )
    minimum_known_weight: Share = Field(
        default=0.8, description="share of the weight with enough evidence to assess somebody"
    )
    impact_ratio: Annotated[float, Field(ge=0.8, le=1)] = Field(
        default=0.8, description="least share of the highest rate of selection that a group has"
    )
    promotion: ListRule | None = Field(default=None, description="null: no such list is drawn")
    pay: ListRule | None = Field(default=None, description="null: no such list is drawn")

    def rule(self, purpose: Purpose) -> ListRule | None:
        """Return the rule of a list."""
        return self.promotion if purpose == "promotion" else self.pay
