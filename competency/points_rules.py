"""Points for learning (S0-012, S3-017): who takes part and what is worth how much: `people.points`.

Only learning earns points: what people handle, and how fast, never does (S2-020).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from competency.config_types import Count, Day, Model

Handle = Annotated[str, Field(min_length=1, max_length=24)]


class PointsRules(Model):
    """Nobody takes part who is not named: people opt in with a handle of their own choice."""

    opt_in: dict[str, Handle] = Field(
        default_factory=dict, description="handle by agent id of those who take part"
    )
    since: Day | None = Field(
        default=None, description="day the contest began; completion before and after is compared"
    )
    course_completed: Count = Field(default=10, description="points for a course the first time")
    certificate_renewed: Count = Field(
        default=5, description="points for taking a course again before its certificate ends"
    )
    passed_first_time: Count = Field(
        default=5, description="points for a test passed at the first attempt"
    )
    monthly_cap: Annotated[int, Field(ge=1)] = Field(
        default=60, description="most points of a month: rushing through courses gains nothing"
    )
    months: Annotated[int, Field(ge=1, le=12)] = Field(
        default=3, description="months of the leaderboard, the running one among them"
    )
