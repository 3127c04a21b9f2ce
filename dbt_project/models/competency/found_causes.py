"""Root causes of complaints by month and period; the method is in competency.complaint_causes."""

from competency.complaint_causes import find_causes
from competency.framework import Framework


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    return find_causes(framework, dbt.ref("int_complaint_sets").df())
