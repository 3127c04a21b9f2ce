"""Agents whose quality dropped; the method is in competency.quality_drops."""

from competency.framework import Framework
from competency.quality_drops import watch_agents


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    at_work = dbt.ref("int_agents").filter("status is distinct from 'left'")
    teams = at_work.project("agent_id, team_id").df()
    return watch_agents(framework.monitoring, dbt.ref("quality_weeks").df(), teams)
