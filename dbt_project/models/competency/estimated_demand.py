"""What customers bring against the people at work; the method is in competency.demand."""

from competency.demand import estimate_demand
from competency.framework import Framework


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    return estimate_demand(
        Framework.model_validate_json(context["framework_json"]),
        brought=dbt.ref("int_demand").df(),
        scores=dbt.ref("scored_agents").filter("kind = 'score'").df(),
    )
