"""Rows of the QA exports: reviews, their scores by criterion, findings, 360-degree feedback."""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from assets.contracts.markers import AnyDate, AtMost, PastTime, References, Row, TimeOrder
from assets.contracts.values import Flag, Number, Text, parse_choice

Choice = BeforeValidator(parse_choice)
ReviewMethod = Annotated[Literal["human", "auto"], Choice]
FindingKind = Annotated[Literal["theme", "criterion", "issue_type", "gap"], Choice]
ActionKind = Annotated[Literal["standard", "content", "training", "process"], Choice]
RaterRole = Annotated[Literal["self", "peer", "manager", "report", "customer"], Choice]


class Review(Row):
    """One row a quality review of an agent's work."""

    table: ClassVar = "qa/reviews"
    key: ClassVar = ("review_id",)
    main_time: ClassVar = "reviewed_at"

    review_id: Text
    agent_id: Annotated[Text, References("crm/agents", "agent_id")]
    reviewer_id: Text
    reviewed_at: PastTime
    interaction_id: (
        Annotated[Text, References("crm/interactions", "interaction_id", optional=True)] | None
    ) = None
    method: ReviewMethod | None = None
    rubric_version: Text | None = None
    disputed: Flag | None = None


class ReviewScore(Row):
    """One row a review and criterion."""

    table: ClassVar = "qa/review_scores"
    key: ClassVar = ("review_id", "criterion")
    limits: ClassVar = (AtMost("score", "max_score"),)

    review_id: Annotated[Text, References("qa/reviews", "review_id")]
    criterion: Text
    score: Annotated[Number, Field(ge=0)]
    max_score: Annotated[Number, Field(gt=0)]
    critical: Flag | None = None


class Finding(Row):
    """One row a finding: what is wrong, its root cause by 5W1H, what was done about it and when."""

    table: ClassVar = "qa/findings"
    key: ClassVar = ("finding_id",)
    optional: ClassVar = True
    main_time: ClassVar = "found_at"
    time_orders: ClassVar = (TimeOrder("found_at", "action_at"), TimeOrder("found_at", "closed_at"))

    finding_id: Text
    found_at: PastTime
    kind: FindingKind
    subject: Text
    team_id: Text | None = None
    what: Text | None = None
    where_at: Text | None = None
    when_noted: Text | None = None
    who_role: Text | None = None
    why: Text | None = None
    how: Text | None = None
    action: Text | None = None
    action_kind: ActionKind | None = None
    owner: Text | None = None
    due_at: AnyDate | None = None
    action_at: PastTime | None = None
    closed_at: PastTime | None = None


class Feedback(Row):
    """One row an answer about an agent in a 360-degree round."""

    table: ClassVar = "qa/feedback_360"
    key: ClassVar = ("feedback_id",)
    main_time: ClassVar = "given_at"

    feedback_id: Text
    agent_id: Annotated[Text, References("crm/agents", "agent_id")]
    rater_role: RaterRole
    dimension: Text
    rating: Annotated[Number, Field(ge=1, le=5)]
    given_at: PastTime | None = None
