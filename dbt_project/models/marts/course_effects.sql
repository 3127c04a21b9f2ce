with

estimated_effects as (

    select * from {{ ref('estimated_effects') }}

)

select
    course_id,
    dimension,
    round(uplift, 6) as uplift,
    round(std_error, 6) as std_error,
    round(lower, 6) as lower,
    round(upper, 6) as upper,
    cast(n_trained as bigint) as n_trained,
    method,
    listed,
    cast(n_compared as bigint) as n_compared,
    cast(n_checked as bigint) as n_checked,
    round(estimate, 6) as estimate,
    round(estimate_error, 6) as estimate_error,
    round(before_after, 6) as before_after,
    round(difference, 6) as difference,
    round(placebo, 6) as placebo,
    round(placebo_z, 6) as placebo_z,
    round(trend_z, 6) as trend_z,
    round(keen_z, 6) as keen_z,
    check_state,
    round(naive_uplift, 6) as naive_uplift,
    round(naive_difference, 6) as naive_difference
from estimated_effects
