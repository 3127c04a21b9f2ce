"""Every agent's evidence, month by month; the method is in competency.evidence."""

import json

import pandas as pd

from competency.availability import available_framework
from competency.evidence import measure_agents
from competency.framework import Framework

# Agents are measured a part at a time: memory stays bounded however many contacts there are.
CELLS_AT_ONCE = 500_000


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    framework = available_framework(framework, json.loads(context["unavailable"]))
    effects = dbt.ref("fitted_effects").df()
    # What a month was built from is no part of its evidence.
    evidence = "* exclude (built_from, built_as_of, settles_at)"
    contacts = dbt.ref("int_interaction_cells").project(evidence)
    marks = dbt.ref("int_mark_cells").project(evidence)
    cells = len(contacts) + len(marks)
    parts = 1 + cells // CELLS_AT_ONCE
    return pd.concat(
        [
            measure_agents(
                framework,
                contacts=contacts.filter(f"hash(agent_id) % {parts} = {part}").df(),
                marks=marks.filter(f"hash(agent_id) % {parts} = {part}").df(),
                effects=effects,
            )
            for part in range(parts)
        ],
        ignore_index=True,
    )
