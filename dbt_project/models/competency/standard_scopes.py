"""Which contacts and criteria tell of which service standard; see competency.standard_scopes."""

from competency.framework import Framework
from competency.standard_scopes import standard_scopes


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    marks = dbt.ref("int_mark_cells")
    kinds = dbt.ref("int_interaction_cells").project("channel, issue_type").distinct()
    kinds = kinds.union(marks.project("channel, issue_type").distinct()).distinct()
    names = marks.project("source, measure").distinct().order("source, measure").df()
    criteria = names.dropna().groupby("source")["measure"].agg(list).to_dict()
    return standard_scopes(framework, kinds.df(), criteria)
