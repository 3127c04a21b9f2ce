"""Chance of everybody to be among the best; the method is in competency.star_candidates."""

from competency.framework import Framework
from competency.star_candidates import star_candidates


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    composites = dbt.ref("agent_composites")
    newest = composites.aggregate("max(period)").fetchall()[0][0]
    day = "1900-01-01" if newest is None else newest.isoformat()
    at_work = dbt.ref("int_agents").filter("coalesce(status, 'active') <> 'left'")
    scores = dbt.ref("agent_scores").filter(f"period = date '{day}'")
    people = (
        at_work.project("agent_id, role")
        .df()
        .merge(composites.filter(f"period = date '{day}'").df(), on="agent_id", how="left")
        .merge(
            scores.aggregate("agent_id, sum(n_evidence) as n_evidence").df(),
            on="agent_id",
            how="left",
        )
        .merge(
            dbt.ref("agent_ladder")
            .filter(f"period = date '{day}'")
            .project("agent_id, critical_failures")
            .df(),
            on="agent_id",
            how="left",
        )
    )
    return star_candidates(Framework.model_validate_json(context["framework_json"]), people)
