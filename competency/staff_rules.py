"""How each staff group is reviewed: the configuration's `staff_groups`, as frozen models.

The reviews are the mart `staff_reviews`; rules between the fields, `staff_config_rules`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from competency.config_types import Model, Share


class StaffGroup(Model):
    """What a review of the group is made of: a gate to pass, or shares that add up to 1."""

    gate: Literal["on_duty"] | None = Field(
        default=None, description="a gate instead of a score: passed or not"
    )
    quality: Share = Field(default=0.0, description="share of quality reviews and contacts")
    tests: Share = Field(default=0.0, description="share of tests")
    mentees: Share = Field(default=0.0, description="share of how far mentees have come")


class StaffGroups(Model):
    """The three groups of `ladder.seniority_months`; S1-019, S1-022, S1-025."""

    new: StaffGroup = Field(
        default=StaffGroup(gate="on_duty"), description="new hires: passed the on-duty gate or not"
    )
    in_service: StaffGroup = Field(
        default=StaffGroup(quality=0.6, tests=0.4), description="in service"
    )
    backbone: StaffGroup = Field(
        default=StaffGroup(quality=0.7, mentees=0.3), description="backbone staff"
    )
