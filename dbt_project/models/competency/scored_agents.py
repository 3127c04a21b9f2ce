"""Scores of every agent and month; the method is in competency.scores."""

import json

import pandas as pd

from competency.framework import Framework
from competency.scores import score_agents


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    indicators, dimensions = score_agents(
        Framework.model_validate_json(context["framework_json"]),
        interaction_cells=dbt.ref("int_interaction_cells").df(),
        scored_cells=dbt.ref("int_scored_cells").df(),
        agent_months=dbt.ref("int_agent_months").df(),
        unavailable=json.loads(context["unavailable"]),
    )
    return pd.concat([indicators, dimensions], ignore_index=True)
