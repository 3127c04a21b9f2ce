"""What kinds of training do for customers, by mode and provider; see competency.training_kinds."""

import json

from competency.availability import available_framework
from competency.framework import Framework
from competency.training_kinds import estimate_kinds


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    return estimate_kinds(
        available_framework(framework, json.loads(context["unavailable"])),
        measured=dbt.ref("measured_agents").order("agent_id, period, indicator").df(),
        effects=dbt.ref("fitted_effects").order("indicator, factor, level, since").df(),
        agent_months=dbt.ref("int_agent_months").order("agent_id, period").df(),
        trainings=dbt.ref("int_trainings").order("agent_id, course_id, completed_on").df(),
        courses=dbt.ref("stg_lms__courses").df(),
        learned=dbt.ref("learned_minutes").df(),
    )
