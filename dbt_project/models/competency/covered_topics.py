"""Issue types, dimensions and courses tied together; the method is in competency.topic_coverage."""

import pandas as pd

from competency.framework import Framework
from competency.topic_coverage import cover_topics


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    months = framework.content.window_months
    first = (context["as_of_period"] - pd.DateOffset(months=months - 1)).date()
    contacts = dbt.ref("int_demand").filter(f"kind = 'contact' and period >= date '{first}'")
    return cover_topics(
        framework,
        contacts.aggregate("issue_type, cast(sum(n) as bigint) as n", "issue_type").df(),
        dbt.ref("stg_lms__courses").df(),
    )
