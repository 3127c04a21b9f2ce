"""People by tier in the months ahead; the method is in competency.tier_forecast."""

from competency.tier_forecast import forecast_tiers


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    agents = dbt.ref("int_agents").project("agent_id, site").fetchall()
    return forecast_tiers(
        context["as_of"].date(), ladder=dbt.ref("placed_agents").df(), sites=dict(agents)
    )
