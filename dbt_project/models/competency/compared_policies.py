"""Errors in explaining policies, and how far agents differ; by competency.policy_consistency."""

from competency.framework import Framework
from competency.policy_consistency import measure_consistency


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    return measure_consistency(framework, dbt.ref("policy_marks").df())
