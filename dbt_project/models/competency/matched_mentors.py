"""Suggestions of mentors; the method is in competency.mentor_pairs."""

from competency.framework import Framework
from competency.mentor_pairs import mentor_pairs


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    scored = dbt.ref("agent_scores")
    newest = scored.aggregate("max(period)").fetchall()[0][0]
    day = "1900-01-01" if newest is None else newest.isoformat()
    people = dbt.ref("int_agents").filter("coalesce(status, 'active') <> 'left'").df()
    ladder = dbt.ref("agent_ladder").filter(f"period = date '{day}'").df()
    held = dbt.ref("certificates").filter("is_mentor_certificate and state <> 'expired'")
    return mentor_pairs(
        Framework.model_validate_json(context["framework_json"]),
        people.merge(ladder[["agent_id", "tier"]], on="agent_id", how="left"),
        scores=scored.filter(f"period = date '{day}'").df(),
        certified=set(held.df()["agent_id"]),
    )
