"""Weights of the dimensions by month; the method is in competency.weights."""

from competency.framework import Framework
from competency.weights import weigh_dimensions


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    months = dbt.ref("int_agent_months").df()
    framework = Framework.model_validate_json(context["framework_json"])
    return weigh_dimensions(framework, sorted(months["period"].unique()))
