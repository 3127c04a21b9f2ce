with

estimated_outcomes as (

    select * from {{ ref('estimated_outcomes') }}

)

select
    course_id,
    outcome,
    unit,
    average,
    cast(n_compared as integer) as n_compared,
    effect,
    std_error,
    lower,
    upper,
    before_after,
    placebo_z,
    trend_z,
    check_state
from estimated_outcomes
