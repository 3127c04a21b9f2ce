"""Rows of the CRM exports: roster, interactions, surveys, complaints."""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from assets.contracts.markers import (
    AnyDate,
    ParentOrder,
    PastTime,
    Pseudonym,
    References,
    Restricted,
    Row,
    TimeOrder,
)
from assets.contracts.values import Flag, Integer, Number, Text, parse_choice

Choice = BeforeValidator(parse_choice)
Seconds = Annotated[Number, Field(ge=0, le=7 * 86_400)]  # a week: longer is a stuck timer
AgentRole = Annotated[Literal["agent", "mentor", "leader"], Choice]
AgentStatus = Annotated[Literal["active", "leave", "left"], Choice]
Complexity = Annotated[Literal["routine", "complex", "hard"], Choice]
Emotion = Annotated[Literal["calm", "upset", "angry"], Choice]
Outcome = Annotated[Literal["success", "failure"], Choice]
Severity = Annotated[Literal["low", "medium", "high"], Choice]


class Agent(Row):
    """One row an agent and a change of the roster (`valid_from`; missing: valid from the start)."""

    table: ClassVar = "crm/agents"
    key: ClassVar = ("agent_id", "valid_from")
    time_orders: ClassVar = (TimeOrder("hire_date", "left_on"),)

    agent_id: Text
    name: Annotated[Text, Restricted()] | None = None
    team_id: Text | None = None
    team_name: Text | None = None
    manager_id: Text | None = None
    hire_date: AnyDate | None = None
    role: AgentRole | None = None
    mentor_id: Text | None = None
    service_mentor_id: Text | None = None
    language: Text | None = None
    site: Text | None = None
    shift: Text | None = None
    status: AgentStatus | None = None
    left_on: AnyDate | None = None
    valid_from: AnyDate | None = None


class Deletion(Row):
    """One row a person, or a row of another table, that is to be erased for good."""

    table: ClassVar = "crm/deletions"
    key: ClassVar = ("about", "id")
    optional: ClassVar = True

    about: Annotated[
        Literal[
            "person",
            "crm/interactions",
            "crm/surveys",
            "crm/complaints",
            "qa/reviews",
            "qa/feedback_360",
            "lms/enrollments",
            "lms/assessments",
        ],
        Choice,
    ]
    id: Annotated[Text, Pseudonym("erased")]
    requested_at: PastTime | None = None
    reason: Text | None = None


class Interaction(Row):
    """One row a contact with a customer."""

    table: ClassVar = "crm/interactions"
    key: ClassVar = ("interaction_id",)
    main_time: ClassVar = "opened_at"
    time_orders: ClassVar = (
        TimeOrder("opened_at", "first_response_at"),
        TimeOrder("opened_at", "resolved_at"),
    )

    interaction_id: Text
    agent_id: Annotated[Text, References("crm/agents", "agent_id")]
    opened_at: PastTime
    customer_id: Annotated[Text, Pseudonym("customer")] | None = None
    channel: Text | None = None
    issue_type: Text | None = None
    complexity: Complexity | None = None
    customer_emotion: Emotion | None = None
    first_response_at: PastTime | None = None
    resolved_at: PastTime | None = None
    handle_seconds: Seconds | None = None
    knowledge_search_seconds: Seconds | None = None
    resolved_first_contact: Flag | None = None
    reopened: Flag | None = None
    escalated: Flag | None = None
    mediation_outcome: Outcome | None = None
    cross_sell_offered: Flag | None = None
    cross_sell_accepted: Flag | None = None
    proactive_care: Flag | None = None


class Survey(Row):
    """One row a survey answered, or sent, after an interaction."""

    table: ClassVar = "crm/surveys"
    key: ClassVar = ("survey_id",)
    main_time: ClassVar = "responded_at"
    parent_orders: ClassVar = (ParentOrder("responded_at", "interaction_id", "opened_at"),)

    survey_id: Text
    interaction_id: Annotated[Text, References("crm/interactions", "interaction_id")]
    agent_id: Annotated[Text, References("crm/agents", "agent_id", optional=True)] | None = None
    responded_at: PastTime | None = None
    csat: Annotated[Integer, Field(ge=1, le=5)] | None = None
    nps: Annotated[Integer, Field(ge=0, le=10)] | None = None


class Complaint(Row):
    """One row a complaint about an interaction. `causes` is a list joined by `|`."""

    table: ClassVar = "crm/complaints"
    key: ClassVar = ("complaint_id",)
    main_time: ClassVar = "raised_at"
    time_orders: ClassVar = (TimeOrder("raised_at", "closed_at"),)
    parent_orders: ClassVar = (ParentOrder("raised_at", "interaction_id", "opened_at"),)

    complaint_id: Text
    interaction_id: Annotated[Text, References("crm/interactions", "interaction_id")]
    agent_id: Annotated[Text, References("crm/agents", "agent_id", optional=True)] | None = None
    raised_at: PastTime | None = None
    theme: Text | None = None
    severity: Severity | None = None
    upheld: Flag | None = None
    closed_at: PastTime | None = None
    causes: Text | None = None
