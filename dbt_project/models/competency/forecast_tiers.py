"""People by tier in the months ahead; the method is in competency.tier_forecast."""

from competency.tier_forecast import forecast_tiers
from competency.training_lift import usual_lift


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    as_of = context["as_of"].date()
    agents = dbt.ref("int_agents").project("agent_id, site").fetchall()
    ladder = dbt.ref("placed_agents").df()
    lift = usual_lift(
        as_of,
        dbt.ref("stg_lms__enrollments").df(),
        ladder,
        dbt.ref("estimated_effects").df(),
        dbt.ref("weighed_dimensions").df(),
    )
    return forecast_tiers(
        as_of,
        ladder=ladder,
        sites=dict(agents),
        composites=dbt.ref("composed_scores").df(),
        lift=lift,
    )
