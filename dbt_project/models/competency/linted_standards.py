"""What is wrong with the table of service standards; see competency.standards_lint."""

from competency.framework import Framework
from competency.standards_lint import lint_standards

#: Months without evidence after which a standard counts as not measured.
MONTHS = 3


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    newest = dbt.ref("stg_run_context").project(
        f"as_of_period - interval {MONTHS - 1} month as since"
    )
    recent = dbt.ref("standard_evidence").join(newest, "period >= since", how="inner")
    measured = set(recent.project("standard").distinct().df()["standard"])
    without = {one.key for one in framework.standards.table} - measured
    return lint_standards(framework, context["as_of"].date(), without)
