"""What became of findings after an action; the method is in competency.finding_effects."""

from competency.finding_effects import judge_findings
from competency.framework import Framework


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    findings = dbt.ref("stg_qa__findings").project("finding_id, kind, subject, action_at").df()
    return judge_findings(framework.findings, findings, dbt.ref("finding_cells").df())
