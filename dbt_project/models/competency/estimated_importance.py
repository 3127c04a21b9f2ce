"""What each dimension does for customers' outcomes; the method is in competency.importance."""

import json

from competency.availability import available_framework
from competency.framework import Framework
from competency.importance import estimate_importance


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    return estimate_importance(
        available_framework(framework, json.loads(context["unavailable"])),
        measured=dbt.ref("measured_agents").df(),
        effects=dbt.ref("fitted_effects").df(),
        agent_months=dbt.ref("int_agent_months").df(),
    )
