"""What a new hire must pass before duty and show in the first three weeks, as frozen models.

Rules between the fields: `on_duty_config_rules`; applying them to people: `new_hires`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from competency.config_types import Count, Key, Model, Share, Text

AtLeastOne = Annotated[int, Field(ge=1)]
Week = Annotated[int, Field(ge=1, le=3)]


class CourseMilestone(Model):
    """Shown by a completed course, or a passed test, of a layer of the competency model."""

    kind: Literal["course"]
    week: Week
    name: Text
    layer: Key = Field(default="base", description="layer of the dimension it must be about")


class ContactsMilestone(Model):
    """Shown by routine contacts handled."""

    kind: Literal["contacts"]
    week: Week
    name: Text
    contacts: AtLeastOne = Field(default=20, description="routine contacts it takes")


class ComplexReviewMilestone(Model):
    """Shown by human reviews of contacts that were complex or hard."""

    kind: Literal["complex_review"]
    week: Week
    name: Text
    reviews: AtLeastOne = Field(default=1, description="reviews it takes; disputed ones wait")


Milestone = Annotated[
    CourseMilestone | ContactsMilestone | ComplexReviewMilestone, Field(discriminator="kind")
]


class OnDutyRules(Model):
    """The on-duty gate (written test and simulation) and the milestones of weeks 1 to 3."""

    months: Count = Field(default=3, description="somebody is a new hire so long after hiring")
    written: tuple[str, ...] = Field(
        default=("onboard-written*", "*written*", "入职笔试*", "*笔试*"),
        description="tests (id or dimension, with * and ?) that are the written part",
    )
    simulation: tuple[str, ...] = Field(
        default=("onboard-sim*", "*simulation*", "*模拟*"),
        description="tests that are the simulation; one that fits both parts is the written one",
    )
    pass_share: Share = Field(default=0.6, description="share of the points that passes a test")
    maximum_attempts: AtLeastOne = Field(
        default=3, description="after so many without a pass a human decides"
    )
    milestones: tuple[Milestone, ...] = Field(
        default=(
            CourseMilestone(kind="course", week=1, name=Text(en="Process", zh="流程")),
            ContactsMilestone(
                kind="contacts",
                week=2,
                name=Text(en="Basic contacts alone", zh="独立处理基础业务"),
            ),
            ComplexReviewMilestone(
                kind="complex_review",
                week=3,
                name=Text(en="Review of a complex case", zh="复杂案例复盘"),
            ),
        ),
        description="one for each of the first three weeks, in their order",
    )
