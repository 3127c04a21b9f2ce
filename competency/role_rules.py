"""Roles people may move to and what each asks for: the configuration's `roles`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from competency.config_types import Count, Key, Model, Points, Share, Text

Months = Annotated[int, Field(ge=0, le=120)]


class TargetRole(Model):
    """A next role on the career channel, or a desk for people of other teams to rotate to."""

    key: Key
    name: Text
    kind: Literal["next_role", "rotation"]
    open_to: tuple[str, ...] = Field(
        default=("agent",), description="roles of the roster that may move; no role counts as agent"
    )
    teams: tuple[str, ...] = Field(
        default=(), description="teams (id or name, with * and ?) that are there already"
    )
    minimum_tier: Annotated[int, Field(ge=1)] = Field(default=1, description="least tier now")
    minimum_months: Months = Field(default=0, description="least months since hiring")
    dimensions: dict[Key, Points] = Field(
        default_factory=dict, description="bar on the score by dimension"
    )
    mentor_certificate: bool = Field(
        default=False, description="asks for a valid certificate of certificates.mentor_courses"
    )
    critical_failures: Count = Field(
        default=0, description="most critical failures of the months that count"
    )


_MENTOR = TargetRole(
    key="mentor",
    name=Text(en="Mentor", zh="带教导师"),
    kind="next_role",
    minimum_tier=3,
    minimum_months=12,
    dimensions={"process": 60, "knowledge": 60, "relationship": 55},
    mentor_certificate=True,
)
_LEADER = TargetRole(
    key="team_leader",
    name=Text(en="Team leader", zh="组长"),
    kind="next_role",
    open_to=("agent", "mentor"),
    minimum_tier=4,
    minimum_months=18,
    dimensions={"resolution": 65, "relationship": 60, "growth": 60},
)
_COMPLAINTS = TargetRole(
    key="complaints_desk",
    name=Text(en="Complaints desk", zh="投诉处理岗"),
    kind="rotation",
    open_to=("agent", "mentor"),
    teams=("*complaint*", "*投诉*"),
    minimum_tier=2,
    minimum_months=6,
    dimensions={"mediation": 65, "relationship": 60},
)
_TECHNICAL = TargetRole(
    key="technical_desk",
    name=Text(en="Technical desk", zh="技术支持岗"),
    kind="rotation",
    open_to=("agent", "mentor"),
    teams=("*tech*", "*技术*"),
    minimum_tier=2,
    minimum_months=6,
    dimensions={"knowledge": 65, "resolution": 65},
)


class RoleRules(Model):
    """Targets, and how sure it must be that all bars on scores are met to call somebody ready."""

    probability: Share = Field(
        default=0.6, description="chance of meeting all bars from which somebody is ready"
    )
    targets: tuple[TargetRole, ...] = (_MENTOR, _LEADER, _COMPLAINTS, _TECHNICAL)
