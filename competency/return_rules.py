"""What training is held to return, as frozen models: proficiency, outcomes, assumed costs.

Rules between the fields: `return_config_rules`; who became proficient when: `proficiency`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from competency.config_types import Day, Key, Model, Share


class ProficiencyRules(Model):
    """From hiring to the first tier of somebody who works alone, by when people were hired."""

    tier: Key = Field(default="executing", description="who is here or higher is proficient")
    cohort: Literal["quarter", "half_year"] = Field(
        default="half_year", description="people hired in one are compared as a group"
    )
    baseline_until: Day | None = Field(
        default=None,
        description="last hiring day of those the others are compared with; null: the first cohort "
        "with enough people watched since their first day",
    )
    claim: Share = Field(default=0.4, description="shortening that was claimed: a line to beat")
    minimum_people: Annotated[int, Field(ge=5)] = Field(
        default=5, description="cohorts of fewer are not shown; a comparison needs as many events"
    )


class Assumption(Model):
    """A figure that the exports do not hold, with how low and how high it may be."""

    low: Annotated[float, Field(ge=0)]
    base: Annotated[float, Field(ge=0)]
    high: Annotated[float, Field(ge=0)]
    source: Annotated[str, Field(min_length=1)] = Field(description="where it comes from")


def _assumed(low: float, base: float, high: float) -> Assumption:
    return Assumption(low=low, base=base, high=high, source="assumed")


class Assumptions(Model):
    """What the ledger of returns takes for granted: a centre puts in its own."""

    working_hour: Assumption = Field(
        default=_assumed(30, 45, 70), description="cost of an hour of an agent's work"
    )
    training_hour: Assumption = Field(
        default=_assumed(10, 30, 80),
        description="cost of an hour of one learner's training beside their own time",
    )
    complaint: Assumption = Field(default=_assumed(50, 150, 400), description="cost of a complaint")
    critical_failure: Assumption = Field(
        default=_assumed(200, 1000, 5000),
        description="cost of a contact that failed critically, as by promising too much",
    )
    lasting_months: Assumption = Field(
        default=_assumed(3, 6, 12), description="months that what a course changed lasts"
    )
    ramp_month: Assumption = Field(
        default=_assumed(1000, 3000, 6000),
        description="cost of a month in which a new person does not work alone yet",
    )


class ReturnRules(Model):
    """What training is held to return."""

    proficiency: ProficiencyRules = Field(default_factory=ProficiencyRules)
    outcomes: tuple[Key, ...] = Field(
        default=(
            "handle_minutes", "resolved_first_contact", "satisfied", "promoter", "complaint",
            "repeat_contact",
        ),
        description="indicators that effects of training are estimated on",
    )  # fmt: skip
    currency: Annotated[str, Field(min_length=1, max_length=8)] = "CNY"
    assumptions: Assumptions = Field(default_factory=Assumptions)
