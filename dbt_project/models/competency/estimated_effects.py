"""What each course adds to each dimension; the method is in competency.effects."""

from competency.effects import estimate_effects
from competency.framework import Framework


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    scores = dbt.ref("scored_agents").df()
    return estimate_effects(
        Framework.model_validate_json(context["framework_json"]),
        indicators=scores[scores["kind"] == "indicator"],
        trainings=dbt.ref("int_trainings").df(),
        courses=dbt.ref("stg_lms__courses").df(),
    )
