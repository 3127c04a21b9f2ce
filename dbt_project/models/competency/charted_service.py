"""Months of service against control limits; the method is in competency.control_charts."""

from competency.control_charts import chart_service
from competency.framework import Framework


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    return chart_service(framework.monitoring, dbt.ref("service_months").df())
