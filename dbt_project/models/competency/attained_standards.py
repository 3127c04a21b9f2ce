"""How far service standards are met, by month and group; see competency.standard_attainment."""

from competency.framework import Framework
from competency.standard_attainment import attain_standards


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    evidence = dbt.ref("standard_evidence").order("standard, valid_from, agent_id, period")
    return attain_standards(framework, evidence.df())
