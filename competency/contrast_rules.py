"""Comparisons of like with like: the section `monitoring.contrasts`, as a frozen model.

Read by the model that counts (`contrast_cells`), by `competency.contrasts` and by the page.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Field

from competency.config_types import Key, Model


def _rising(ends: tuple[int, ...]) -> tuple[int, ...]:
    if any(later <= sooner for sooner, later in pairwise(ends)):
        raise ValueError("each has to be larger than the one before")
    return ends


Ends = Annotated[
    tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1), AfterValidator(_rising)
]


class ContrastRules(Model):
    """What is set beside what, and how much is needed to judge."""

    months: Annotated[int, Field(ge=1, le=24)] = Field(
        default=6, description="newest months whose contacts, answers and reviews are compared"
    )
    tenure_days: Ends = Field(
        default=(30, 90, 365), description="last day of each band of tenure; one more is open"
    )
    response_seconds: Ends = Field(
        default=(30, 120, 300), description="end of each band of first response; one more is open"
    )
    error_dimensions: tuple[Key, ...] = Field(
        default=("process", "knowledge"), description="whose criteria of reviews mark an error"
    )
    mastery_dimension: Key = Field(
        default="process", description="whose newest test tells who masters the procedures"
    )
    minimum: Annotated[int, Field(ge=10)] = Field(
        default=30, description="observations on either side, below which nothing is judged"
    )
    completion_days: Annotated[int, Field(ge=1, le=366)] = Field(
        default=60, description="within which a course begun should be completed (S0-012)"
    )
