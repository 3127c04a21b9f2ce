"""Learning paths and the gaps they leave; the method is in competency.paths."""

import time

import pandas as pd

from competency.frames import conform
from competency.framework import Framework
from competency.path_tables import PathTables, Planned
from competency.paths import plan_paths


def model(dbt, session):
    deadline = time.monotonic()
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    deadline += framework.paths.seconds
    scores = dbt.ref("scored_agents").df()
    tables = PathTables(
        agents=dbt.ref("int_agents").df(),
        courses=dbt.ref("stg_lms__courses").df(),
        sessions=dbt.ref("stg_lms__sessions").df(),
        enrollments=dbt.ref("stg_lms__enrollments").df(),
        overrides=dbt.ref("stg_lms__overrides").df(),
        waves=dbt.ref("stg_training_waves").df(),
        deliveries=dbt.ref("stg_previous__path_deliveries").df(),
        previous=Planned(
            assignments=conform(dbt.ref("stg_previous__path_assignments").df(), "path_assignments"),
            gaps=conform(dbt.ref("stg_previous__path_gaps").df(), "path_gaps"),
            plan=conform(dbt.ref("stg_previous__path_plan").df(), "path_plan"),
            overrides=conform(dbt.ref("stg_previous__path_overrides").df(), "path_overrides"),
        ),
    )
    is_frozen = isinstance(context["frozen"], str)
    planned = (
        tables.previous
        if is_frozen
        else plan_paths(
            framework,
            as_of=context["as_of"].date(),
            tables=tables,
            dimension_scores=scores[scores["kind"] == "score"],
            ladder=dbt.ref("placed_agents").df(),
            weights=dbt.ref("weighed_dimensions").df(),
            effects=dbt.ref("estimated_effects").df(),
            left=lambda: deadline - time.monotonic(),
        )
    )
    kinds = {
        "assignment": planned.assignments,
        "gap": planned.gaps,
        "plan": planned.plan,
        "override": planned.overrides,
    }
    return pd.concat([frame.assign(kind=kind) for kind, frame in kinds.items()], ignore_index=True)
