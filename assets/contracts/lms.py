"""Rows of the LMS exports: courses and their reviews, sessions, enrollments, tests, overrides."""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from assets.contracts.markers import AnyDate, AnyTime, AtMost, PastTime, References, Row, TimeOrder
from assets.contracts.values import Flag, Integer, Number, Text, parse_choice

Choice = BeforeValidator(parse_choice)
EnrollmentStatus = Annotated[Literal["enrolled", "completed", "dropped", "failed"], Choice]
ContentCard = Annotated[Literal["green", "yellow", "red"], Choice]
Mentoring = Annotated[Literal["business", "service"], Choice]
Decision = Annotated[Literal["pin", "exclude", "replace", "postpone"], Choice]


class Course(Row):
    """One row a course. `dimensions` and `prerequisites` are lists joined by `|`."""

    table: ClassVar = "lms/courses"
    key: ClassVar = ("course_id",)
    time_orders: ClassVar = (TimeOrder("published_at", "updated_at"),)

    course_id: Text
    title: Text
    dimensions: Text | None = None
    duration_minutes: Annotated[Number, Field(gt=0)] | None = None
    format: Text | None = None
    provider: Text | None = None
    prerequisites: Text | None = None
    mandatory: Flag | None = None
    bloom_level: Text | None = None
    min_tier: Annotated[Integer, Field(ge=1, le=5)] | None = None
    language: Text | None = None
    valid_days: Annotated[Integer, Field(ge=1, le=36_500)] | None = None
    active: Flag | None = None
    card: ContentCard | None = None
    mentoring: Mentoring | None = None
    product: Text | None = None
    launched_at: AnyTime | None = None
    published_at: PastTime | None = None
    updated_at: PastTime | None = None


class ContentReview(Row):
    """One row an expert's review of a course: of the points looked at, how many are correct."""

    table: ClassVar = "lms/content_reviews"
    key: ClassVar = ("content_review_id",)
    optional: ClassVar = True
    main_time: ClassVar = "reviewed_at"
    limits: ClassVar = (AtMost("points_correct", "points_checked"),)

    content_review_id: Text
    course_id: Annotated[Text, References("lms/courses", "course_id")]
    reviewed_at: PastTime
    points_checked: Annotated[Integer, Field(ge=1, le=1_000_000)]
    points_correct: Annotated[Integer, Field(ge=0, le=1_000_000)]


class Session(Row):
    """One row a dated session of a course."""

    table: ClassVar = "lms/sessions"
    key: ClassVar = ("session_id",)
    main_time: ClassVar = "starts_at"
    time_orders: ClassVar = (TimeOrder("starts_at", "ends_at"),)

    session_id: Text
    course_id: Annotated[Text, References("lms/courses", "course_id")]
    starts_at: AnyTime
    ends_at: AnyTime
    seats: Annotated[Integer, Field(ge=0, le=1_000_000)]


class Enrollment(Row):
    """One row an agent's registration for a course."""

    table: ClassVar = "lms/enrollments"
    key: ClassVar = ("enrollment_id",)
    main_time: ClassVar = "enrolled_at"
    time_orders: ClassVar = (TimeOrder("enrolled_at", "completed_at"),)

    enrollment_id: Text
    agent_id: Annotated[Text, References("crm/agents", "agent_id")]
    course_id: Annotated[Text, References("lms/courses", "course_id")]
    session_id: Annotated[Text, References("lms/sessions", "session_id", optional=True)] | None = (
        None
    )
    enrolled_at: PastTime | None = None
    completed_at: PastTime | None = None
    status: EnrollmentStatus | None = None
    score: Annotated[Number, Field(ge=0)] | None = None
    passed: Flag | None = None
    minutes_spent: Annotated[Number, Field(ge=0)] | None = None
    rating: Annotated[Number, Field(ge=1, le=5)] | None = None


class Assessment(Row):
    """One row an attempt at an assessment."""

    table: ClassVar = "lms/assessments"
    key: ClassVar = ("attempt_id",)
    main_time: ClassVar = "taken_at"
    limits: ClassVar = (AtMost("score", "max_score"),)

    attempt_id: Text
    agent_id: Annotated[Text, References("crm/agents", "agent_id")]
    assessment_id: Text
    taken_at: PastTime
    score: Annotated[Number, Field(ge=0)]
    max_score: Annotated[Number, Field(gt=0)]
    dimension: Text | None = None
    bloom_level: Text | None = None


class Override(Row):
    """One row a manager's decision on one course of one agent's path; a later one replaces it."""

    table: ClassVar = "lms/overrides"
    key: ClassVar = ("override_id",)
    optional: ClassVar = True
    main_time: ClassVar = "decided_at"

    override_id: Text
    agent_id: Annotated[Text, References("crm/agents", "agent_id")]
    course_id: Annotated[Text, References("lms/courses", "course_id")]
    action: Decision
    decided_by: Text
    reason: Text
    decided_at: PastTime
    replacement_id: Annotated[Text, References("lms/courses", "course_id")] | None = None
    session_id: Annotated[Text, References("lms/sessions", "session_id", optional=True)] | None = (
        None
    )
    not_before: AnyDate | None = None
    valid_until: AnyDate | None = None
