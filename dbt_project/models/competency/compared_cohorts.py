"""Cohorts' times to proficient against the baseline's; the method is in competency.proficiency."""

from competency.framework import Framework
from competency.proficiency import compare_cohorts


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    return compare_cohorts(framework, dbt.ref("proficiency").df())
