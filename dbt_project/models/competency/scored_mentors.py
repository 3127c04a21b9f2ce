"""Scorecards of mentors; the method is in competency.mentor_scorecard."""

import json

from competency.framework import Framework
from competency.mentor_scorecard import score_mentors


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    return score_mentors(
        Framework.model_validate_json(context["framework_json"]),
        pairs=dbt.ref("mentorships").df(),
        attempts=dbt.ref("mentee_attempts").df(),
        tests=dbt.ref("stg_lms__assessments").project("assessment_id, dimension").distinct().df(),
        unavailable=json.loads(context["unavailable"]),
    )
