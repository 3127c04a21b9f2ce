"""What each course adds to each dimension; the method is in competency.effects."""

from competency.abilities import scale_from
from competency.effects import believe_effects, estimate_courses
from competency.framework import Framework


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    scores = dbt.ref("scored_agents").df()
    estimates = estimate_courses(
        framework,
        evidence=scores[scores["kind"] == "evidence"],
        agent_months=dbt.ref("int_agent_months").df(),
        trainings=dbt.ref("int_trainings").df(),
        courses=dbt.ref("stg_lms__courses").df(),
    )
    scale = scale_from(framework, scores[scores["kind"] == "model"])
    return believe_effects(framework, estimates, None if scale is None else scale.slope)
