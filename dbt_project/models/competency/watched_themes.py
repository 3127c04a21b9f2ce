"""Surges of complaints by theme and week; the method is in competency.surges."""

from competency.framework import Framework
from competency.surges import watch_themes


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    return watch_themes(framework.monitoring, dbt.ref("int_complaint_weeks").df())
