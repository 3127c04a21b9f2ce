"""Composite of every agent and month; the method is in competency.composite."""

from competency.composite import compose
from competency.framework import Framework
from competency.posterior import read_posterior


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    scores = dbt.ref("scored_agents").df()
    return compose(
        framework,
        posterior=read_posterior(
            framework,
            scores=scores[scores["kind"] == "score"],
            covariances=scores[scores["kind"] == "covariance"],
        ),
        weights=dbt.ref("weighed_dimensions").df(),
    )
