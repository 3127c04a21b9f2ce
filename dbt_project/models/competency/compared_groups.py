"""Like set beside like, by question, topic and band; the method is in competency.contrasts."""

from competency.contrasts import contrast
from competency.framework import Framework


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    return contrast(framework.monitoring.contrasts, dbt.ref("contrast_cells").df())
