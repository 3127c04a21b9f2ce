"""How watchful monitoring is, as a frozen model: rates of false alarms and what is looked back on.

What is watched: `surges` (themes of complaints) and `quality_drops` (agents); months of
service: `control_charts`; like set beside like: `contrasts`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from competency.config_types import Model, Positive, Share
from competency.contrast_rules import ContrastRules


class MonitoringRules(Model):
    """Alarms about complaints and agents; a smaller ration of false ones finds the real later."""

    false_alarms_per_quarter: Positive = Field(
        default=0.5, description="expected at most, over all themes together, while nothing changes"
    )
    false_drops_per_100_agents: Positive = Field(
        default=2.0, description="agents of a hundred flagged in a quarter while nothing changes"
    )
    baseline_weeks: Annotated[int, Field(ge=8, le=104)] = Field(
        default=26, description="weeks that say what is usual"
    )
    minimum_weeks: Annotated[int, Field(ge=4, le=104)] = Field(
        default=8, description="weeks before which nothing is judged"
    )
    gap_weeks: Annotated[int, Field(ge=0, le=8)] = Field(
        default=2, description="newest weeks left out of what is usual: they may be the surge"
    )
    baseline_months: Annotated[int, Field(ge=6, le=36)] = Field(
        default=12, description="months that a month of service is judged by"
    )
    minimum_months: Annotated[int, Field(ge=4, le=36)] = Field(
        default=6, description="months before which none is judged"
    )
    minimum_pieces: Annotated[int, Field(ge=2)] = Field(
        default=8, description="contacts, answers or reviews by which an agent's level is known"
    )
    very_satisfied_from: Annotated[int, Field(ge=1, le=5)] = Field(
        default=5, description="CSAT answers from this mark on are very satisfied"
    )
    very_satisfied_target: Share = Field(
        default=0.5, description="share of answers that should be very satisfied"
    )
    contrasts: ContrastRules = Field(default_factory=ContrastRules)
