"""What is asked of courses' content: quality bars, topics they serve, coverage, trainers' mix.

Rules between the fields: `content_config_rules`; applying them: `topic_coverage`,
`benchmark_courses`, `learning_mix`, `training_kinds`, and marts of the same names.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from competency.config_types import Count, Key, Model, Positive, Share

Months = Annotated[int, Field(ge=1, le=60)]


class Topic(Model):
    """Issue types that a dimension answers for; an issue type may need several dimensions."""

    dimension: Key
    issue_types: tuple[str, ...] = Field(description="issue types, with * and ?")


def _sources() -> dict[str, tuple[str, ...]]:
    return {
        "internal": ("internal*", "in-house*", "内部*"),
        "external": ("external*", "外部*"),
        "platform": ("platform*", "online*", "在线*", "*平台"),
    }


class ContentRules(Model):
    """Quality bars of courses, what they are to cover, and how the best of the year is found."""

    accuracy: Share = Field(default=0.95, description="share of points of expert reviews")
    usefulness: Share = Field(default=0.90, description="share that passes, or scenario tests")
    appeal: Share = Field(default=0.85, description="share of learners who like it")
    appealing_from: Annotated[float, Field(ge=1, le=5)] = Field(
        default=4, description="answer from which a learner likes a course"
    )
    timeliness: Share = Field(default=0.98, description="share of active courses up to date")
    fresh_days: Positive = Field(default=365, description="content is up to date for so long")
    minimum_answers: Annotated[int, Field(ge=2)] = Field(
        default=5,
        description="people, or points checked, below which a course's figure is not told",
    )
    window_months: Months = Field(default=12, description="contacts and completions counted")
    topics: tuple[Topic, ...] = ()
    frequent_share: Share = Field(
        default=0.80, description="the most frequent issue types up to this share of contacts"
    )
    benchmark_trained: Count = Field(
        default=12, description="people trained below which no course can be the best of the year"
    )
    benchmark_chance: Share = Field(
        default=0.80, description="chance of being the best that names a benchmark course"
    )
    micro_minutes_from: Positive = Field(
        default=15, description="a micro-lesson is no shorter; paths.micro_minutes is the most"
    )
    provider_sources: dict[Key, tuple[str, ...]] = Field(
        default_factory=_sources,
        description="sources of training and the providers (with * and ?) that courses name",
    )
    provider_mix: dict[Key, Share] | None = Field(
        default_factory=lambda: {"internal": 0.6, "external": 0.3, "platform": 0.1},
        description="shares of learned minutes by source; null: any mix",
    )
    security_courses: tuple[str, ...] = Field(
        default=(), description="titles or ids of courses on data security, with * and ?"
    )
    security_days: Positive = Field(
        default=365, description="a completion without a term of its own counts so long"
    )
