"""Each contact's chance to be drawn for a review today; the method is in competency.sampling."""

from competency.framework import Framework
from competency.review_information import read_information
from competency.sampling import allocate, reviews_of_a_day


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    framework = Framework.model_validate_json(context["framework_json"])
    cells = (
        dbt.ref("reviewable_contacts")
        .aggregate(
            "agent_id, issue_type, is_risk, is_new_hire, is_reviewed, day, plan_day,"
            " count(*) as contacts"
        )
        .df()
    )
    open_cells = cells[~cells["is_reviewed"].astype(bool)]
    pool = open_cells.groupby(
        ["agent_id", "issue_type", "is_risk", "is_new_hire"], as_index=False, sort=True
    )["contacts"].sum()
    today = cells.loc[cells["day"] == cells["plan_day"], "contacts"].sum()
    return allocate(
        framework.sampling,
        pool,
        read_information(
            framework,
            beliefs=dbt.ref("newest_beliefs").df(),
            weights=dbt.ref("weighed_dimensions").df(),
            reviews=dbt.ref("int_critical_failures").df(),
        ),
        reviews_of_a_day(framework.sampling, int(today), int(pool["contacts"].sum())),
        max(int(cells["day"].nunique()), 1),
    )
