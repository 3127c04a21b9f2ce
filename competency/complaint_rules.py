"""Complaints and policies: the section `complaints`, as a frozen model.

Read by `complaint_causes`, `policy_consistency`, the models that count their reviews, and the page.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from competency.config_types import Key, Model, Share


class ComplaintRules(Model):
    """What is aimed at, and how much is needed to judge."""

    cover: Share = Field(
        default=0.80, description="share of complaints that the main causes are behind"
    )
    closed_in_time: Share = Field(
        default=1.0, description="share to be closed within closure_hours (S1-010)"
    )
    policy_dimension: Key = Field(
        default="knowledge",
        description="dimension whose criteria of reviews mark how a policy was explained",
    )
    policy_pass: Share = Field(default=0.80, description="a mark below this is an error")
    policy_error: Share = Field(default=0.05, description="share of errors aimed at (S4-014)")
    policy_months: Annotated[int, Field(ge=1, le=36)] = Field(
        default=12, description="months looked back on"
    )
    policy_marks: Annotated[int, Field(ge=10)] = Field(
        default=30, description="marks on a topic below which it is not judged"
    )
