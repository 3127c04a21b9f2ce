"""Benchmark courses of the year; the method is in competency.benchmark_courses."""

from competency.benchmark_courses import rank_courses
from competency.framework import Framework


def model(dbt, session):
    context = dbt.ref("stg_run_context").df().iloc[0]
    return rank_courses(
        Framework.model_validate_json(context["framework_json"]),
        dbt.ref("estimated_effects").df(),
        dbt.ref("course_cards").df(),
        context["as_of"].year,
    )
