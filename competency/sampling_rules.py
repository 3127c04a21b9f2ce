"""How the day's quality reviews are drawn and shared out, and the case library, as frozen models.

Rules between the fields: `sampling_config_rules`; who gets how many: `sampling`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from competency.config_types import Count, Model, Positive, Share

AtLeastOne = Annotated[int, Field(ge=1)]


class SamplingRules(Model):
    """Which contacts are reviewed.

    The four shares are of the day's reviews; the rest narrows the scores' intervals most.
    """

    target_share: Share = Field(default=0.10, description="of a day's contacts that is reviewed")
    reviews_per_day: Count | None = Field(
        default=None, description="what all reviewers together can do a day; null: the target"
    )
    look_back_days: Annotated[int, Field(ge=1, le=31)] = Field(
        default=7, description="days whose contacts may still be drawn"
    )
    even_share: Share = Field(default=0.10, description="drawn alike from all contacts")
    issue_type_share: Share = Field(default=0.15, description="drawn alike from every issue type")
    risk_share: Share = Field(
        default=0.15, description="drawn from complaints, escalations, angry customers, hard cases"
    )
    new_hire_share: Share = Field(default=0.20, description="at most for new hires")
    new_hire_days: AtLeastOne = Field(default=30, description="somebody is new so long")
    new_hire_rate: Share = Field(
        default=0.20, description="of new hires' contacts, as far as it goes"
    )
    most_per_agent: AtLeastOne = Field(
        default=4, description="reviews a day of one agent to narrow the interval"
    )
    widest_first: Annotated[float, Field(ge=1, le=8)] = Field(
        default=2.0, description="1: the sum of all variances counts; more: wide ones count more"
    )
    double_share: Share = Field(default=0.08, description="of reviews done by two reviewers")
    reviewer_days: AtLeastOne = Field(
        default=90, description="whoever reviewed within so many days is a reviewer"
    )
    seed: str = Field(default="ladder", min_length=1, description="another seed is another draw")
    library_cases: AtLeastOne = Field(default=200, description="cases a quarter in the library")
    excellent_mark: Positive = Field(
        default=0.9, le=1, description="share of the points of a good case"
    )
    poor_mark: Positive = Field(default=0.7, le=1, description="at most, of a bad case")
