"""What keeps scores from being gamed: the configuration's `guards`, as a frozen model.

The guards themselves, with their names and reasons: `guard_config_rules`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from competency.config_types import Model


class GuardRules(Model):
    """Caps on single indicators. They may be moved within these bounds, not switched off."""

    indicator_share: Annotated[float, Field(ge=0.2, le=0.8)] = Field(
        default=0.60, description="most of a dimension's indicator weight that one may hold"
    )
    composite_share: Annotated[float, Field(ge=0.02, le=0.25)] = Field(
        default=0.16,
        description="most of the composite one may hold: dimension weight x share in it",
    )
    review_months: Annotated[int, Field(ge=1, le=36)] = Field(
        default=24, description="a review_by further ahead than this is warned of"
    )
