"""Curves of the time to proficient by cohort; the method is in competency.proficiency."""

from competency.framework import Framework
from competency.proficiency import draw_curves


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    return draw_curves(framework, dbt.ref("proficiency").df())
