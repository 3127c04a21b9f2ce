"""Readiness for next roles and rotations; the method is in competency.role_readiness."""

from competency.framework import Framework
from competency.posterior import read_posterior
from competency.role_readiness import role_readiness


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    scored = dbt.ref("scored_agents")
    newest = scored.filter("kind = 'score'").aggregate("max(period)").fetchall()[0][0]
    day = "1900-01-01" if newest is None else newest.isoformat()
    scores = scored.filter(f"period = timestamp '{day}'").df()
    people = dbt.ref("int_agents").filter("coalesce(status, 'active') <> 'left'").df()
    ladder = dbt.ref("agent_ladder").filter(f"period = timestamp '{day}'").df()
    held = dbt.ref("certificates").filter("is_mentor_certificate").df()
    return role_readiness(
        framework,
        read_posterior(
            framework,
            scores=scores[scores["kind"] == "score"],
            covariances=scores[scores["kind"] == "covariance"],
        ),
        people.merge(ladder[["agent_id", "tier", "critical_failures"]], on="agent_id", how="left"),
        certified=None if held.empty else set(held.loc[held["state"] != "expired", "agent_id"]),
    )
