"""What today's draw narrows, agent by agent; the method is in competency.sampling."""

from competency.framework import Framework
from competency.review_information import read_information
from competency.sampling import precision


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    people = dbt.ref("sampling_cells").aggregate("agent_id, sum(contacts) as contacts").df()
    drawn = dbt.ref("sampling_draw").aggregate("agent_id, count(*) as drawn").df()
    people = people.merge(drawn, on="agent_id", how="left", validate="one_to_one")
    return precision(
        read_information(
            framework,
            beliefs=dbt.ref("newest_beliefs").df(),
            weights=dbt.ref("weighed_dimensions").df(),
            reviews=dbt.ref("int_critical_failures").df(),
        ),
        people.assign(drawn=people["drawn"].fillna(0)),
    )
