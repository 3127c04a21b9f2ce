"""Budgets and rules of learning paths: the configuration's `paths`, as frozen models.

Planning by them is `paths`; rules between the fields, `learning_config_rules`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from competency.config_types import Count, Key, Model, Points, Positive, Share

Effort = Literal["quick", "standard", "thorough"]
Hours = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")]
Mix = dict[Key, Share]


class Staffing(Model):
    """Who has to stay on the phones while others learn."""

    week_minutes: Positive = Field(default=2400, description="working time of one person a week")
    training_share: Share = Field(
        default=0.1, description="most of a team's working time that goes to training in a week"
    )
    peak_hours: tuple[Hours, ...] = Field(
        default=("10:00-12:00", "14:00-16:00"), description="of every working day"
    )
    present_share: Share = Field(
        default=0.7, description="of a team that stays at peak hours; one may always go"
    )


class TrainingMix(Model):
    """Shares of training time by kind, of each staff group; null: any mix. S1-017, S1-021."""

    new: Mix | None = Field(
        default_factory=lambda: {"theory": 0.3, "simulation": 0.4, "shadowing": 0.3},
        description="new hires",
    )
    in_service: Mix | None = Field(
        default_factory=lambda: {"case_study": 0.5, "role_play": 0.3, "micro_lesson": 0.2},
        description="in service",
    )
    backbone: Mix | None = Field(default=None, description="backbone staff")


def _formats() -> dict[str, tuple[str, ...]]:
    return {
        "theory": ("lecture", "theory", "reading", "讲座", "理论*"),
        "simulation": ("simulation", "模拟*", "沙盘*"),
        "shadowing": ("shadowing", "跟岗*"),
        "case_study": ("case*", "案例*"),
        "role_play": ("role*", "角色*"),
        "micro_lesson": ("micro*", "微课*"),
    }


class PathRules(Model):
    """Budgets and rules of learning paths."""

    horizon_weeks: Annotated[int, Field(ge=1, le=52)] = 8
    minutes_per_week: Annotated[int, Field(ge=1)] = Field(
        default=90, description="training time of an agent that becomes available a week"
    )
    most_minutes_in_week: Annotated[int, Field(ge=1)] = Field(
        default=480, description="most of it in one week, out of what was saved up"
    )
    mandatory_lead_days: Count = Field(default=30, description="a mandatory course is due so soon")
    enrolled_due_days: Count = Field(default=60, description="an open enrolment is overdue after")
    target_score: Points = Field(
        default=70.0, description="score wanted where no next tier sets it"
    )
    minimum_gap: Points = Field(default=1.0, description="smaller gaps need no course")
    minimum_uplift: Annotated[float, Field(ge=0)] = Field(
        default=0.5,
        description="points on one dimension below which a course is not worth the time",
    )
    maximum_items: Annotated[int, Field(ge=1)] = 8
    default_minutes: Annotated[int, Field(ge=1)] = Field(
        default=60, description="length of a course whose catalogue gives none"
    )
    effort: Effort = Field(default="standard", description="how far the optimiser looks")
    seconds: Positive = Field(
        default=300, description="when it stops at the latest, with the best plan so far"
    )
    minute_cost: Annotated[float, Field(ge=0)] = Field(
        default=0.0005, description="weighted points that a minute of training must bring"
    )
    change_gain: Annotated[float, Field(ge=0)] = Field(
        default=0.1,
        description="weighted points for which an item that was sent and not started may change",
    )
    override_cost: Annotated[float, Field(ge=0)] = Field(
        default=0.25, description="weighted points from which on a manager's decision costs much"
    )
    micro_minutes: Count = Field(
        default=20, description="courses so long at most are micro-lessons and fill up weeks"
    )
    micro_per_week: Count = 1
    maximum_attempts: Annotated[int, Field(ge=1)] = Field(
        default=3, description="tests failed of a course, after which a human decides"
    )
    retrain_days: Count = Field(default=14, description="a failed course is due again so soon")
    mentor_minutes_per_week: Annotated[float, Field(ge=0)] | None = Field(
        default=120, description="time a mentor has for courses that need one; null: any"
    )
    new_product_hours: Positive = Field(
        default=24, description="training for a new product is due so soon after its launch"
    )
    staffing: Staffing = Field(default_factory=Staffing)
    formats: dict[Key, tuple[str, ...]] = Field(
        default_factory=_formats,
        description="kinds of training and the formats (with * and ?) that courses call them",
    )
    training_mix: TrainingMix = Field(default_factory=TrainingMix)
    mix_tolerance: Share = Field(
        default=0.1, description="by how much a kind may exceed its share of planned minutes"
    )
