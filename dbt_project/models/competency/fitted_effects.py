"""What circumstances do to every indicator; the method is in competency.circumstances."""

import json

from competency.availability import available_framework
from competency.circumstances import fit_circumstances
from competency.framework import Framework

# The fit takes no more than competency.circumstances.ENOUGH_CELLS of an indicator.
ENOUGH = 200_000


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    return fit_circumstances(
        available_framework(framework, json.loads(context["unavailable"])),
        contacts=_some(dbt.ref("int_interaction_cells")),
        marks=_some(dbt.ref("int_mark_cells")),
    )


def _some(cells):
    """Return the cells of as many agents, drawn by their id, as circumstances are learnt from."""
    some = cells.filter(f"hash(agent_id) % {1 + len(cells) // ENOUGH} = 0")
    # What a month was built from is no part of its evidence.
    return some.project("* exclude (built_from, built_as_of, settles_at)").df()
