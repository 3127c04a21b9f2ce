"""Composite of every agent and month; the method is in competency.composite."""

from competency.composite import compose
from competency.framework import Framework


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    scores = dbt.ref("scored_agents").df()
    return compose(
        Framework.model_validate_json(context["framework_json"]),
        dimension_scores=scores[scores["indicator"].isna()],
        weights=dbt.ref("weighed_dimensions").df(),
    )
