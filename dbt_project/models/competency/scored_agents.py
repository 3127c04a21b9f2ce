"""The joint posterior of every agent and month; the method is in competency.scores."""

import json

import pandas as pd

from competency.editions import read_editions
from competency.scores import score_agents


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    editions = read_editions(dbt.ref("stg_framework_editions").df())
    scored = score_agents(
        editions.available(json.loads(context["unavailable"])),
        measured=dbt.ref("measured_agents").df(),
        effects=dbt.ref("fitted_effects").df(),
        agent_months=dbt.ref("int_agent_months").df(),
        too_much_lost=bool(context["too_much_lost"]),
    )
    frames = {
        "score": scored.scores,
        "covariance": scored.covariances,
        "indicator": scored.indicators,
        "model": scored.models,
        "evidence": scored.evidence,
    }
    kinds = [
        frame.assign(kind=pd.Series(kind, frame.index, "string")) for kind, frame in frames.items()
    ]
    return pd.concat(kinds, ignore_index=True)
