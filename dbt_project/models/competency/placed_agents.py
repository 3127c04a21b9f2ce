"""Place of every agent and month on the ladder; the method is in competency.ladder."""

import json

from competency.config_types import Text
from competency.degradation import lost_weight
from competency.degradation_ladder import frozen_records, tell_freeze, tell_loss
from competency.editions import read_editions
from competency.ladder import place_agents
from competency.posterior import read_posterior
from competency.tier_gates import FEEDBACK


def model(dbt, session):
    editions = read_editions(dbt.ref("stg_framework_editions").df())
    scores = dbt.ref("scored_agents").df()
    trainings = dbt.ref("int_trainings").df()
    agent_months = dbt.ref("int_agent_months").df()
    context = dbt.ref("stg_run_context").df().iloc[0]
    is_frozen = isinstance(context["frozen"], str)
    before = dbt.ref("stg_previous__agent_ladder").df()
    records = (
        dbt.ref("stg_previous__month_records")
        .filter("measure = 'tier' and not is_provisional")
        .df()
    )
    if is_frozen:
        records = frozen_records(records, before, agent_months, editions)
    placed = place_agents(
        editions,
        posterior=read_posterior(
            editions.latest,
            scores=scores[scores["kind"] == "score"],
            covariances=scores[scores["kind"] == "covariance"],
        ),
        weights=dbt.ref("weighed_dimensions").df(),
        agent_months=agent_months,
        certificates=trainings.rename(
            columns={"completed_on": "valid_from", "valid_until": "valid_to"}
        ),
        marks=dbt.ref("agent_feedback").df().assign(source=FEEDBACK),
        critical=dbt.ref("int_critical_failures").df(),
        records=records,
    )
    if is_frozen:
        placed = tell_freeze(placed, before, Text(en=context["frozen"], zh=context["frozen_zh"]))
    elif context["too_much_lost"]:
        lost = lost_weight(editions.latest, json.loads(context["unavailable"]))
        placed = tell_loss(placed, lost.words())
    return placed
