with

estimated_waves as (

    select * from {{ ref('estimated_waves') }}

)

select
    wave_id,
    course_id,
    dimension,
    listed,
    design,
    units,
    state,
    cast(n_units as bigint) as n_units,
    cast(n_people as bigint) as n_people,
    cast(n_due as bigint) as n_due,
    cast(n_taken as bigint) as n_taken,
    cast(n_early as bigint) as n_early,
    round(compliance, 6) as compliance,
    cast(n_compared as bigint) as n_compared,
    round(estimate, 6) as estimate,
    round(estimate_error, 6) as estimate_error,
    round(uplift, 6) as uplift,
    round(std_error, 6) as std_error,
    round(lower, 6) as lower,
    round(upper, 6) as upper,
    round(randomisation_p, 6) as randomisation_p
from estimated_waves
where kind = 'effect'
