"""What training cost and saved in the last year; the method is in competency.training_return."""

from competency.framework import Framework
from competency.training_return import estimate_return


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    return estimate_return(
        Framework.model_validate_json(context["framework_json"]),
        volumes=dbt.ref("int_return_volumes").df(),
        outcomes=dbt.ref("training_outcomes").df(),
        cohorts=dbt.ref("proficiency_cohorts").df(),
    )
