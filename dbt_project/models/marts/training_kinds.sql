with

estimated_kinds as (

    select * from {{ ref('estimated_kinds') }}

)

select
    grouping,
    name,
    outcome,
    unit,
    average,
    cast(n_compared as integer) as n_compared,
    cast(n_people as integer) as n_people,
    effect,
    std_error,
    lower,
    upper,
    placebo_z,
    trend_z,
    check_state,
    difference,
    difference_lower,
    difference_upper,
    verdict,
    cast(completions as integer) as completions,
    minutes,
    share_completions,
    share_minutes,
    target,
    mix_state,
    cast(n_learners as integer) as n_learners
from estimated_kinds
