"""What circumstances do to every indicator; the method is in competency.circumstances."""

import json

from competency.availability import available_framework
from competency.circumstances import fit_circumstances
from competency.framework import Framework


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    return fit_circumstances(
        available_framework(framework, json.loads(context["unavailable"])),
        contacts=dbt.ref("int_interaction_cells").df(),
        marks=dbt.ref("int_mark_cells").df(),
    )
