"""How the weights of the dimensions follow the business: the configuration's `recalibration`.

The method that reads it is `weights`; what customers' outcomes say, `importance`; what they bring,
`demand`. Rules between the fields: `weight_config_rules`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from competency.config_types import Count, Key, Model, Share, Text


class Outcome(Model):
    """Something customers show that the dimensions are there for: satisfaction, complaints."""

    key: Key
    name: Text
    indicator: Key = Field(description="indicator of crm/interactions that measures it")
    weight: Share = Field(description="share in the importance; all outcomes add up to 1")
    leave_out: tuple[Key, ...] = Field(
        default=(),
        description="further indicators that measure nearly the same and must not foretell it",
    )


class Calls(Model):
    """Contacts and complaints that call on a dimension; patterns take * and ?."""

    dimension: Key
    complexity: tuple[str, ...] = ()
    emotions: tuple[str, ...] = ()
    issue_types: tuple[str, ...] = ()
    themes: tuple[str, ...] = Field(default=(), description="themes of complaints")


class Recalibration(Model):
    """What the target of the weights is made of, and how fast weights may follow it."""

    prior: Share = Field(default=0.5, description="share of the base weights in the target")
    importance: Share = Field(default=0.3, description="share of the importance for outcomes")
    demand: Share = Field(default=0.2, description="share of what customers bring now")
    step_limit: Annotated[float, Field(gt=0, le=1)] = Field(
        default=0.02, description="most a weight may move in a month"
    )
    minimum_agents: Count = Field(
        default=30, description="agents with the outcome in a month, below which it says nothing"
    )
    certainty: Annotated[float, Field(gt=0.5, lt=1)] = Field(
        default=0.99,
        description="how sure it must be that an outcome has to do with the dimensions at all",
    )
    widest_interval: Annotated[float, Field(gt=0, le=1)] = Field(
        default=0.2,
        description="mean width of the shares' 90 % intervals beyond which an outcome says too "
        "little",
    )
    outcomes: tuple[Outcome, ...] = ()
    calls: tuple[Calls, ...] = ()
