"""Learning paths and the gaps they leave; the method is in competency.paths."""

import pandas as pd

from competency.framework import Framework
from competency.paths import plan_paths


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    scores = dbt.ref("scored_agents").df()
    assignments, gaps = plan_paths(
        Framework.model_validate_json(context["framework_json"]),
        as_of=context["as_of"].date(),
        agents=dbt.ref("int_agents").df(),
        dimension_scores=scores[scores["kind"] == "score"],
        ladder=dbt.ref("placed_agents").df(),
        weights=dbt.ref("weighed_dimensions").df(),
        courses=dbt.ref("stg_lms__courses").df(),
        sessions=dbt.ref("stg_lms__sessions").df(),
        enrollments=dbt.ref("stg_lms__enrollments").df(),
        effects=dbt.ref("estimated_effects").df(),
    )
    return pd.concat([assignments, gaps], ignore_index=True)
