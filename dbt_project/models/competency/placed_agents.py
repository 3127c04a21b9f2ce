"""Place of every agent and month on the ladder; the method is in competency.ladder."""

from competency.framework import Framework
from competency.ladder import place_agents


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    scores = dbt.ref("scored_agents").df()
    trainings = dbt.ref("int_trainings").df()
    return place_agents(
        Framework.model_validate_json(context["framework_json"]),
        dimension_scores=scores[scores["indicator"].isna()],
        composites=dbt.ref("composed_scores").df(),
        agent_months=dbt.ref("int_agent_months").df(),
        certificates=trainings.rename(
            columns={"completed_on": "valid_from", "valid_until": "valid_to"}
        ),
    )
