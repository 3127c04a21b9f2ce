"""What a centre measures and where its bars are, as frozen models.

The values live in `framework.yml`; the parts of the ladder and the on-duty gate in `ladder_rules`
and `on_duty_rules`, of other sections likewise; reading them in `loading`; rules between fields in
`config_rules`; what a missing export switches off in `availability`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from competency.calendar_rules import Calendar
from competency.certificate_rules import CertificateRules
from competency.complaint_rules import ComplaintRules
from competency.config_types import Count, Day, Key, Model, Positive, Share, Text
from competency.content_rules import ContentRules
from competency.degradation_rules import DegradationRules
from competency.eligibility_rules import EligibilityRules
from competency.finding_rules import FindingRules
from competency.guard_rules import GuardRules
from competency.ladder_rules import LadderRules
from competency.learning_rules import PathRules
from competency.legal_rules import LegalClass, LegalReview
from competency.monitoring_rules import MonitoringRules
from competency.on_duty_rules import OnDutyRules
from competency.people_rules import PeopleRules
from competency.return_rules import ReturnRules
from competency.role_rules import RoleRules
from competency.sampling_rules import SamplingRules
from competency.scoring_rules import ScoringRules
from competency.staff_rules import StaffGroups
from competency.standards_rules import StandardsRules
from competency.weight_rules import Recalibration

Source = Literal["crm/interactions", "qa/reviews", "lms/assessments", "qa/feedback_360"]
Measure = Literal[
    "first_response_in_time",
    "resolved_first_contact",
    "complex_resolved",
    "closed_in_time",
    "reopened",
    "escalated",
    "handle_minutes",
    "search_seconds",
    "mediation_success",
    "cross_sell_accepted",
    "proactive_care",
    "csat",
    "satisfied",
    "promoter",
    "complaint",
    "repeat_contact",
]
#: Measures of time or volume: people can hit them by serving worse (S2-020, S4-025).
GAMEABLE: frozenset[str] = frozenset({"handle_minutes"})
#: Measures of which less is better; of every other, and of marks, tests and ratings, more is.
LOWER_IS_BETTER: frozenset[str] = frozenset(
    {"reopened", "escalated", "handle_minutes", "search_seconds", "complaint", "repeat_contact"}
)
#: Measures of how well contacts were served.
QUALITY: frozenset[str] = frozenset(
    {
        "resolved_first_contact",
        "complex_resolved",
        "reopened",
        "escalated",
        "repeat_contact",
        "satisfied",
        "promoter",
        "complaint",
        "mediation_success",
        "csat",
    }
)


class Layer(Model):
    """A layer of the competency model: base, core, value."""

    key: Key
    name: Text
    aliases: tuple[str, ...] = Field(default=(), description="other names the documents use")


class Dimension(Model):
    """One competency dimension with its base weight and the bounds its weight may move in."""

    key: Key
    layer: Key
    name: Text
    weight: Share = Field(description="base weight; all dimensions add up to 1")
    lower_bound: Share = Field(default=0.05, description="least weight recalibration may set")
    upper_bound: Share = Field(default=0.40, description="greatest weight recalibration may set")
    minimum_n: Count = Field(default=5, description="pieces of evidence for the state 'enough'")
    aliases: tuple[str, ...] = Field(
        default=(),
        description="names (with * and ?) by which course catalogues mean this dimension",
    )


class Indicator(Model):
    """One measured thing. Score: 0 at the floor, 70 at the target, capped to 0..100."""

    key: Key
    dimension: Key
    name: Text
    source: Source = Field(description="table whose rows are counted")
    needs: tuple[str, ...] = Field(description="export tables or columns, 'crm/surveys.csat'")
    measure: Measure | None = Field(default=None, description="measure of crm/interactions cells")
    criteria: tuple[str, ...] = Field(
        default=(),
        description="QA criteria or test/360 dimensions (with * and ?) this indicator takes",
    )
    fallback: bool = Field(
        default=False, description="takes what no other indicator of its source claims"
    )
    kind: Literal["binary", "continuous"]
    unit: Literal["share", "minutes", "seconds", "points"] = "share"
    floor: float = Field(description="value that scores 0; above the target if less is better")
    target: float = Field(description="value that scores 70")
    requirement: str = Field(default="", description="where the target comes from, 'S0-032'")
    review_by: Day | None = Field(
        default=None,
        description="day by which the target is looked at again; must where it carries weight",
    )
    weight: Share = Field(description="relative weight in its dimension")
    minimum_n: Annotated[int, Field(ge=1)] = 10
    window_months: Annotated[int, Field(ge=1, le=36)] | None = Field(
        default=None, description="look-back; the framework's when absent"
    )
    paired_with: Key | None = Field(
        default=None,
        description="quality indicator of the same contacts; must for measures of time",
    )
    enabled: bool = True
    reason_off: Text | None = Field(default=None, description="why it is switched off")
    legal_class: LegalClass = Field(
        default="ordinary", description="what the law says about rating people by it"
    )
    legal_review: LegalReview | None = Field(
        default=None, description="must where a class other than ordinary is switched on"
    )

    @property
    def direction(self) -> Literal["higher", "lower"]:
        """Which way is better, implied by floor and target."""
        return "higher" if self.target > self.floor else "lower"

    @property
    def slope(self) -> float:
        """Points of score for one unit of value."""
        return 70.0 / (self.target - self.floor)


class IndicatorOverride(Model):
    """What a profile may change in an indicator."""

    floor: float | None = None
    target: float | None = None
    weight: Share | None = None
    requirement: str | None = None
    review_by: Day | None = None
    enabled: bool | None = None
    reason_off: Text | None = None
    legal_review: LegalReview | None = None


class Profile(Model):
    """Named deviations of a line of business; everything absent stays as in the main part."""

    name: Text
    indicators: dict[str, IndicatorOverride] = Field(default_factory=dict)
    dimension_weights: dict[str, Share] = Field(
        default_factory=dict, description="all dimensions, adding up to 1, or none"
    )
    first_response_seconds: dict[str, Positive] = Field(default_factory=dict)


class EffectRules(Model):
    """How course effects are estimated, in points of the 0..100 scale."""

    prior_uplift: float = 2.0
    prior_sd: Positive = 2.0
    minimum_trained: Annotated[int, Field(ge=2)] = Field(
        default=8, description="people to compare below which a course is taken to be like others"
    )


class Framework(Model):
    """The whole configuration of a centre."""

    name: str = Field(min_length=1)
    version: Annotated[int, Field(ge=1)] = 1
    time_zone: str = "Asia/Shanghai"
    profile: str = Field(default="general", description="which of the profiles applies")
    first_response_seconds: dict[str, Positive] = Field(
        description="by channel (lower case); 'default' for every other"
    )
    satisfied_from: Annotated[int, Field(ge=1, le=5)] = 4
    promoter_from: Annotated[int, Field(ge=0, le=10)] = 9
    closure_hours: Positive = 24
    repeat_contact_days: Positive = 7
    window_months: Annotated[int, Field(ge=1, le=36)] = 3
    anchor_months: Annotated[int, Field(ge=1, le=60)] = Field(
        default=12, description="first months of the data that fix the scale for all later ones"
    )
    critical_fail_below: Share = Field(
        default=0.5, description="share of the maximum below which a critical criterion fails"
    )
    layers: tuple[Layer, ...] = Field(min_length=1)
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    scoring: ScoringRules = Field(default_factory=ScoringRules)
    recalibration: Recalibration = Field(default_factory=Recalibration)
    guards: GuardRules = Field(default_factory=GuardRules)
    degradation: DegradationRules = Field(default_factory=DegradationRules)
    ladder: LadderRules
    on_duty: OnDutyRules = Field(default_factory=OnDutyRules)
    sampling: SamplingRules = Field(default_factory=SamplingRules)
    standards: StandardsRules = Field(default_factory=StandardsRules)
    staff_groups: StaffGroups = Field(default_factory=StaffGroups)
    people: PeopleRules = Field(default_factory=PeopleRules)
    certificates: CertificateRules = Field(default_factory=CertificateRules)
    roles: RoleRules = Field(default_factory=RoleRules)
    calendar: Calendar = Field(default_factory=Calendar)
    paths: PathRules = Field(default_factory=PathRules)
    effects: EffectRules = Field(default_factory=EffectRules)
    monitoring: MonitoringRules = Field(default_factory=MonitoringRules)
    findings: FindingRules = Field(default_factory=FindingRules)
    complaints: ComplaintRules = Field(default_factory=ComplaintRules)
    content: ContentRules = Field(default_factory=ContentRules)
    eligibility: EligibilityRules = Field(default_factory=EligibilityRules)
    returns: ReturnRules = Field(default_factory=ReturnRules)
    profiles: dict[str, Profile] = Field(default_factory=dict)

    def __repr__(self) -> str:
        """Name it; the full contents would bury whatever message it stands in."""
        return f"Framework({self.name!r}, profile={self.profile!r})"

    @property
    def dimension_keys(self) -> tuple[str, ...]:
        """Keys of the dimensions in the order of the file."""
        return tuple(dimension.key for dimension in self.dimensions)

    def dimension(self, key: str) -> Dimension:
        """Return the dimension called `key`; KeyError when there is none."""
        return {dimension.key: dimension for dimension in self.dimensions}[key]

    def indicator(self, key: str) -> Indicator:
        """Return the indicator called `key`; KeyError when there is none."""
        return {indicator.key: indicator for indicator in self.indicators}[key]

    def enabled_indicators(self) -> tuple[Indicator, ...]:
        """Indicators that count: switched on and with weight."""
        return tuple(item for item in self.indicators if item.enabled and item.weight > 0)

    def measured_indicators(self) -> tuple[Indicator, ...]:
        """Indicators that are measured: those that count, and those that measure an outcome."""
        outcomes = {one.indicator for one in self.recalibration.outcomes}
        return tuple(
            item
            for item in self.indicators
            if item.enabled and (item.weight > 0 or item.key in outcomes)
        )

    def resolved(self) -> Framework:
        """Return the framework with the chosen profile written into the main part.

        Resolving twice changes nothing, since overrides are absolute values.
        """
        profile = self.profiles.get(self.profile)
        if profile is None:
            return self
        changes = {
            key: {name: value for name, value in dict(override).items() if value is not None}
            for key, override in profile.indicators.items()
        }
        return self.model_copy(
            update={
                "first_response_seconds": {
                    **self.first_response_seconds,
                    **profile.first_response_seconds,
                },
                "indicators": tuple(
                    item.model_copy(update=changes.get(item.key, {})) for item in self.indicators
                ),
                "dimensions": tuple(
                    item.model_copy(
                        update={"weight": profile.dimension_weights.get(item.key, item.weight)}
                    )
                    for item in self.dimensions
                ),
            }
        )

    def to_json(self) -> str:
        """Return the resolved framework as JSON; `Framework.model_validate_json` reads it back."""
        return self.resolved().model_dump_json()
