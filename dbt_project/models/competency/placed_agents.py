"""Place of every agent and month on the ladder; the method is in competency.ladder."""

from competency.editions import read_editions
from competency.ladder import place_agents
from competency.posterior import read_posterior


def model(dbt, session):
    editions = read_editions(dbt.ref("stg_framework_editions").df())
    scores = dbt.ref("scored_agents").df()
    trainings = dbt.ref("int_trainings").df()
    return place_agents(
        editions,
        posterior=read_posterior(
            editions.latest,
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
