"""Place of every agent and month on the ladder; the method is in competency.ladder."""

from competency.framework import Framework
from competency.ladder import place_agents
from competency.posterior import read_posterior


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    scores = dbt.ref("scored_agents").df()
    trainings = dbt.ref("int_trainings").df()
    return place_agents(
        framework,
        posterior=read_posterior(
            framework,
            scores=scores[scores["kind"] == "score"],
            covariances=scores[scores["kind"] == "covariance"],
        ),
        weights=dbt.ref("weighed_dimensions").df(),
        agent_months=dbt.ref("int_agent_months").df(),
        certificates=trainings.rename(
            columns={"completed_on": "valid_from", "valid_until": "valid_to"}
        ),
        marks=dbt.ref("int_mark_cells").df(),
        critical=dbt.ref("int_critical_failures").df(),
    )
