"""What is done while a source is missing, broken or late: the section `degradation`, as models.

How much a missing source costs: `degradation`; which table is taken from the archive is decided
where exports are landed.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from competency.config_types import Count, Model

Table = Literal[
    "crm/agents",
    "crm/interactions",
    "crm/surveys",
    "crm/complaints",
    "qa/reviews",
    "qa/review_scores",
    "qa/findings",
    "qa/feedback_360",
    "lms/courses",
    "lms/content_reviews",
    "lms/sessions",
    "lms/enrollments",
    "lms/assessments",
    "lms/overrides",
]
#: Tables whose rows say when something happened, so that they can be late.
DATED: frozenset[str] = frozenset(
    {
        "crm/interactions",
        "crm/surveys",
        "crm/complaints",
        "qa/reviews",
        "qa/feedback_360",
        "lms/enrollments",
        "lms/assessments",
    }
)


class SourceRules(Model):
    """How long one table may be behind."""

    late_after_days: Annotated[int, Field(ge=1)] | None = Field(
        default=None,
        description="late when its newest event lies further before the as-of day; null: never",
    )
    max_age_days: Count = Field(
        default=0, description="oldest kept landing that may stand in for it, in days; 0: none"
    )


class DegradationRules(Model):
    """The three plans: the last good snapshot, scoring without the source, the freeze."""

    max_lost_weight: Annotated[float, Field(gt=0, le=1)] = Field(
        default=0.5,
        description="share of the composite's weight that may be without its source",
    )
    on_excess: Literal["insufficient", "freeze"] = Field(
        default="insufficient",
        description="when more is lost: nobody is placed, or tiers and assignments stay",
    )
    sources: dict[Table, SourceRules] = Field(
        default_factory=dict, description="by table; others have no snapshot and are never late"
    )
    retired_columns: tuple[
        Annotated[str, Field(pattern=r"^(crm|qa|lms)/[a-z0-9_]+\.[a-z][a-z0-9_]*$")], ...
    ] = Field(
        default=(),
        description="columns that are gone for good, 'crm/surveys.nps': no longer called lost",
    )

    def source(self, table: str) -> SourceRules:
        """Return the rules of a table; without any, no snapshot and never late.

        >>> DegradationRules().source("crm/surveys").max_age_days
        0
        """
        return next((rules for key, rules in self.sources.items() if key == table), SourceRules())
