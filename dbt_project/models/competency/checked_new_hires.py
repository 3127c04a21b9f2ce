"""On-duty gate and first weeks of new hires; the method is in competency.new_hires."""

import json

from competency.framework import Framework
from competency.new_hires import check_new_hires


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    events = dbt.ref("int_new_hire_events").df()
    tests = dbt.ref("stg_lms__assessments").project("assessment_id, dimension").distinct().df()
    of_kind = dict(list(events.groupby("kind")))
    nothing = events.iloc[:0]
    return check_new_hires(
        Framework.model_validate_json(context["framework_json"]),
        as_of=context["as_of"].date(),
        agents=dbt.ref("int_new_hires").df(),
        attempts=of_kind.get("attempt", nothing).rename(
            columns={
                "subject": "assessment_id",
                "dimensions": "dimension",
                "happened_on": "taken_on",
            }
        ),
        tests=tests,
        completions=of_kind.get("completion", nothing),
        contacts=of_kind.get("contacts", nothing).rename(columns={"happened_on": "day"}),
        reviews=of_kind.get("complex_review", nothing),
        unavailable=json.loads(context["unavailable"]),
    )
