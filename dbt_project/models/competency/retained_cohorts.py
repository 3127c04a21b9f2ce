"""Who stays, by when people were hired; the method is in competency.retention."""

from competency.framework import Framework
from competency.retention import retain_cohorts


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    people = dbt.ref("int_agents").filter("not coalesce(is_hire_date_late, false)")
    begins = dbt.ref("int_agent_months").aggregate("min(period) as period").df()["period"].iloc[0]
    begins = begins if begins == begins else context["as_of"]  # noqa: PLR0124  NaT: nobody is there
    people = people.project("agent_id, hire_date, left_on").order("agent_id").df()
    return retain_cohorts(framework, people, begins.date(), context["as_of"].date())
